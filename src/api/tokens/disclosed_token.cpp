// SPDX-License-Identifier: Apache-2.0
#include "api/tokens/disclosed_token.h"

namespace fairlead::api {

namespace {

DisclosedToken disclosed(AccessToken token) {
    return {{std::move(token.token)},
            std::move(token.token_type),
            token.expires_at,
            std::move(token.scopes)};
}

}  // namespace

Task<Result<DisclosedToken>> disclose_token(oauth::Tokens& tokens, Caller caller,
                                            ConnectionId connection, std::string integration) {
    if (!has(caller.scopes, Scope::tokens_read)) {
        co_return Error{Errc::forbidden, "This needs the scope tokens:read."};
    }
    oauth::TokenAsk ask{.workspace = caller.workspace,
                        .user = caller.user,
                        .connection = connection,
                        .key = caller.api_key,
                        .integration = std::move(integration),
                        .external_user = std::move(caller.external_user)};
    if (auto token = tokens.token_at_hand(ask)) co_return disclosed(*std::move(token));
    CO_TRY(auto token, co_await tokens.access_token(std::move(ask)));
    co_return disclosed(std::move(token));
}

}  // namespace fairlead::api
