// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "base/time.h"
#include "net/client_certificate.h"
#include "net/http_message.h"
#include "net/url.h"

#include <functional>
#include <string>

namespace fairlead::net {

/// How far an exchange came when it ended without an answer: what a caller who must know whether
/// the other side may have acted decides by (`refresh.md` section 4).
enum class Progress : std::uint8_t {
    never_sent,  ///< DNS, address guard, connect or TLS failed; no request byte was written
    sent,        ///< at least one request byte may have left
};

struct ClientRequest {
    Method method = Method::get;
    Url url;
    Headers headers;  ///< without Host, Content-Length, Connection
    std::string body;

    Milliseconds connect_timeout{5000};  ///< DNS, connect and TLS together
    Milliseconds total_timeout{20000};   ///< hard end of the whole exchange, body included
    std::size_t max_body = 1024 * 1024;  ///< longer answers fail with Progress::sent, too_large
    /// With `true` sent again on a fresh connection when a pooled one fails before the first answer
    /// byte: for what is safe to repeat. Else sent once, on a fresh connection or an open one that
    /// answered within the last second (`docs/refresh.md` section 4); that breaks as any other does.
    bool repeatable = false;
    /// Shown where the server asks for one; shared by the calls under way. Such a call shares its
    /// connections and TLS sessions with calls that show the same alone, and goes over TLS alone.
    std::shared_ptr<const ClientCertificate> certificate = {};

    /// Called around the exchange, for fail points and measurement; may be empty.
    std::function<Result<void>()> before_send;  ///< connected; an error ends it as never_sent
    std::function<void()> after_send;
    std::function<void()> first_byte;
    std::function<void()> last_byte;
};

/// An answer with any status; redirects are not followed.
struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string body;
};

struct ExchangeError {
    Progress progress = Progress::never_sent;
    Error error;
    /// The other side's TLS wants a client certificate, or does not take the one that it was shown.
    /// It has read no request then.
    bool is_about_certificate = false;
};

/// Either an answer or why there is none.
struct Exchange {
    std::optional<ClientResponse> response;
    ExchangeError failure;  ///< meaningful when there is no response

    bool answered() const { return response.has_value(); }
};

/// Calls other servers: keep-alive pools per loop and origin, TLS with verification (>= 1.2, host
/// checked), a deadline on each stage, and the address guard. Thread-safe; a call runs on the
/// caller's loop. Never throws; never logs headers, bodies or query strings.
class HttpClient {
public:
    virtual ~HttpClient() = default;

    /// A passed deadline first drains what the socket already holds: an answer that arrived is
    /// never thrown away for a timer (`refresh.md`, counterexample TIMER).
    virtual Task<Result<Exchange>> send(ClientRequest request) = 0;
};

}  // namespace fairlead::net
