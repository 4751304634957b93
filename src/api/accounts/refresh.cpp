// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/account_path.h"
#include "api/mount.h"
#include "api/services.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

struct RefreshAccount {
    static constexpr Route route{Method::post,
                                 "/api/integrations/refresh/{provider}/{accountId}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Renew the access token now",
                                 {.tag = "accounts"}};
    using Input = AccountPath;
    struct Output {
        bool success = false;
        std::optional<Time> expires_at;
        std::string message;  ///< when it was not renewed, why; the present token still serves
    };

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(const auto found, co_await connections.find(caller, std::move(input.provider),
                                                           std::move(input.account_id)));
        CO_TRY(auto done, co_await connections.refresh(std::move(caller), found.id));
        co_return Output{done.success, done.expires_at, std::move(done.message)};
    }
};
BOOST_DESCRIBE_STRUCT(RefreshAccount::Output, (), (success, expires_at, message))

void mount_refresh_account(Router& router, const Services* services) {
    router.add<RefreshAccount>([&] { return RefreshAccount{services->connections}; });
}

}  // namespace fairlead::api
