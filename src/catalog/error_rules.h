// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "net/http_message.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::catalog {

/// What a platform's answer means for us. `then:` of an error rule, in these words.
enum class ErrorClass : std::uint8_t {
    none,             ///< not an error (also one that only looks like it: `then: success`)
    dead_token,       ///< this refresh token or grant is over; only the user's consent helps
    expired,          ///< the access token is over: refresh once, then again
    operator_config,  ///< our client id, secret or redirect is wrong: alarm, connections untouched
    rate_limited,     ///< not taken; back off
    transient,        ///< the platform's trouble: try again later
    consent,          ///< the token is fine, a scope is missing
    permission,       ///< the account may not do this, whatever it consents to
    denied,           ///< the user said no
    suspended,        ///< account suspended or plan over: pause, do not disconnect
    resync,           ///< an incremental cursor is dead
    bad_request,      ///< the caller's fault, never tried again
    unknown,          ///< says nothing we know: nobody is disconnected for it
};

const char* to_text(ErrorClass error_class);
Result<ErrorClass> parse_error_class(std::string_view text);

/// Which calls a set of rules judges; decides what an answer that no rule knows means.
enum class ErrorContext : std::uint8_t {
    token,  ///< token, refresh, exchange, revoke: RFC 6749 section 5.2
    api,    ///< calls with an access token
};

/// One entry of `errors:`. Everything named must hold; first match wins.
struct ErrorRule {
    struct StatusRange {
        int first = 0;
        int last = 0;
        friend bool operator==(const StatusRange&, const StatusRange&) = default;
    };
    struct JsonIs {
        std::string at;               ///< RFC 6901 pointer
        std::vector<std::string> is;  ///< any of these, compared as text
        friend bool operator==(const JsonIs&, const JsonIs&) = default;
    };
    std::vector<StatusRange> status;  ///< empty = any
    std::vector<JsonIs> json;
    std::vector<std::string> absent;  ///< pointers that must lead nowhere
    std::vector<std::string> text;    ///< any of these in the body, ASCII case ignored
    std::vector<std::pair<std::string, std::string>> headers;  ///< header contains, case ignored
    ErrorClass then = ErrorClass::unknown;
    std::string why;

    friend bool operator==(const ErrorRule&, const ErrorRule&) = default;
};

/// An answer, judged. `code` and `description` are the platform's words, cut and made printable.
struct Verdict {
    ErrorClass error_class = ErrorClass::none;
    bool by_rule = false;     ///< a rule of the provider's said so, not the default
    std::string code;         ///< RFC 6749 `error`, or what stands in its place; may be empty
    std::string description;  ///< for the log and the operator
};

/// Judges an answer by the provider's rules, then by the defaults: 2xx none; 429 rate_limited; 5xx
/// and 408 transient; token: invalid_grant dead_token, invalid_client and unauthorized_client
/// operator_config, any other 4xx unknown; api: 401 expired, 403 permission, other 4xx bad_request.
/// A body that does not parse as JSON simply matches no `json`. Ask it about answers that are no
/// plain success (no 2xx, `ok` not met, no access token in it): a rule may match any status.
Verdict judge(const std::vector<ErrorRule>& rules, ErrorContext context, int status,
              const net::Headers& headers, std::string_view body);

}  // namespace fairlead::catalog
