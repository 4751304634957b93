// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/account_path.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/tokens/disclosed_token.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// The hot path: a connection's own id is not looked up before its token is.
struct ReadToken {
    static constexpr Route route{
        Method::get,
        "/api/integrations/token/{provider}/{accountId}",
        Access::user,
        Scope::tokens_read,
        "Read an access token that is valid now",
        {.callers = Callers::api_key_only, .cors = Cors::none, .tag = "tokens"}};
    using Input = AccountPath;
    using Output = DisclosedToken;

    oauth::Tokens& tokens;
    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        if (const auto id = ConnectionId::parse(input.account_id)) {
            co_return co_await disclose_token(tokens, std::move(caller), *id,
                                              std::move(input.provider));
        }
        CO_TRY(const auto found,
               co_await connections.find(caller, input.provider, std::move(input.account_id)));
        co_return co_await disclose_token(tokens, std::move(caller), found.id,
                                          std::move(input.provider));
    }
};

void mount_read_token(Router& router, const Services* services) {
    router.add<ReadToken>([&] { return ReadToken{services->tokens, services->connections}; });
}

}  // namespace fairlead::api
