// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "api/tokens/disclosed_token.h"

namespace fairlead::api {

struct ReadTokenById {
    static constexpr Route route{Method::get,
                                 "/api/integrations/accounts/{id}/token",
                                 Access::user,
                                 Scope::tokens_read,
                                 "Read a connection's access token that is valid now",
                                 {.callers = Callers::api_key_only,
                                  .cors = Cors::none,
                                  .finds_user = true,
                                  .tag = "tokens"}};
    struct Input {
        ConnectionId id;
    };
    using Output = DisclosedToken;

    oauth::Tokens& tokens;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        std::string any;
        return disclose_token(tokens, std::move(caller), input.id, std::move(any));
    }
};
BOOST_DESCRIBE_STRUCT(ReadTokenById::Input, (), (id))

void mount_read_token_by_id(Router& router, const Services* services) {
    router.add<ReadTokenById>([&] { return ReadTokenById{services->tokens}; });
}

}  // namespace fairlead::api
