// SPDX-License-Identifier: Apache-2.0
#include "api/tokens/disclosed_token.h"

namespace fairlead::api {

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
    CO_TRY(auto token, co_await tokens.access_token(std::move(ask)));
    co_return DisclosedToken{{std::move(token.token)},
                             std::move(token.token_type),
                             token.expires_at,
                             std::move(token.scopes)};
}

}  // namespace fairlead::api
