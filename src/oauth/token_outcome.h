// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"
#include "oauth/token_response.h"

#include <optional>
#include <string>

namespace fairlead::oauth {

/// How a call to a token endpoint ended (`refresh.md` section 4). What may follow hangs on this
/// and on nothing else.
enum class OutcomeKind : std::uint8_t {
    success,         ///< 2xx with an access token
    refused,         ///< the platform says that the code or refresh token is dead
    never_sent,      ///< DNS, address guard, connect or TLS failed: no request byte was written
    not_taken,       ///< an answer that says: not now, and nothing was done
    operator_fault,  ///< our client id, secret or configuration is refused: nobody's grant is dead
    unknown,         ///< everything else: the platform may have acted
};

const char* to_text(OutcomeKind kind);

struct TokenOutcome {
    OutcomeKind kind = OutcomeKind::unknown;
    TokenAnswer answer;                  ///< meaningful with success
    std::optional<Seconds> retry_after;  ///< what the platform asked for
    bool is_limited = false;             ///< there were too many requests
    int status = 0;                      ///< HTTP; 0 without an answer
    std::string code;         ///< the platform's error word, made printable; may be empty
    std::string description;  ///< for the log and the operator
};

/// Judges an answer by the provider's error rules and RFC 6749 section 5.2. A 2xx whose body says
/// error is one; a 2xx that does not parse, a redirect, a 5xx and an unknown 4xx are `unknown`.
/// Pure. `now` is for a Retry-After that is a date.
TokenOutcome judge_token_answer(const catalog::AuthMethod& method, const catalog::Request& request,
                                const ReadOptions& options, int status, const net::Headers& headers,
                                std::string_view body, Time now);

/// The same for an exchange, answered or not.
TokenOutcome judge_exchange(const catalog::AuthMethod& method, const catalog::Request& request,
                            const ReadOptions& options, const net::Exchange& exchange, Time now);

}  // namespace fairlead::oauth
