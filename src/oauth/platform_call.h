// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/api_call.h"
#include "oauth/tokens.h"

#include <functional>

namespace fairlead::oauth {

/// A platform's answer to a call with an account's token, judged by the provider's rules.
struct PlatformAnswer {
    catalog::ErrorClass error_class = catalog::ErrorClass::none;
    int status = 0;  ///< 0: none came
    net::Url url;    ///< that was called
    net::Headers headers;
    json::value document = json::object{};  ///< of a good answer
    bool is_empty = false;                  ///< a good answer has no document: there is nothing
    std::string detail;                     ///< what came instead, for the operator; no secret
    std::optional<Seconds> wait;            ///< before it is worth while to ask again
};

/// Builds the call, credential and all; run once for each attempt, as the token may be another.
using BuildCall = std::function<Result<net::ClientRequest>(const Secret& token)>;

/// Calls of a platform's API that only read, with the token of a connection (SPEC C2). A token that
/// is refused is renewed once and the call repeated; what fails at the platform or on the way is
/// tried three times in all, with growing pauses, unless it says to wait longer than a moment.
/// Thread-safe.
class PlatformCalls {
public:
    PlatformCalls(ConnectContext& context, Tokens& tokens) : context_(context), tokens_(tokens) {}

    /// Errors are those of `Tokens` — `reconnect_required` among them, where the platform takes no
    /// token any more — and of `build`.
    Task<Result<PlatformAnswer>> send(TokenAsk ask, std::shared_ptr<const OAuthClient> client,
                                      catalog::Request request, BuildCall build);

private:
    Task<Result<PlatformAnswer>> once(std::shared_ptr<const OAuthClient> client,
                                      catalog::Request request, net::ClientRequest call);

    ConnectContext& context_;
    Tokens& tokens_;
};

}  // namespace fairlead::oauth
