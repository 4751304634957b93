// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/account_path.h"
#include "api/accounts/disconnected.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct DisconnectAccount {
    static constexpr Route route{Method::del,
                                 "/api/integrations/disconnect/{provider}/{accountId}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Disconnect an account of an integration",
                                 {.tag = "accounts"}};
    struct Input : AccountPath, KeepData {};
    using Output = DisconnectedAccount;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(const auto found, co_await connections.find(caller, std::move(input.provider),
                                                           std::move(input.account_id)));
        const KeepData& data = input;
        co_return co_await disconnect_account(connections, std::move(caller), found.id, data);
    }
};
BOOST_DESCRIBE_STRUCT(DisconnectAccount::Input, (AccountPath, KeepData), ())

void mount_disconnect_account(Router& router, const Services* services) {
    router.add<DisconnectAccount>([&] { return DisconnectAccount{services->connections}; });
}

}  // namespace fairlead::api
