// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/disconnected.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct RemoveAccount {
    static constexpr Route route{Method::del,
                                 "/api/integrations/accounts/{id}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Disconnect an account",
                                 {.tag = "accounts"}};
    struct Input : KeepData {
        ConnectionId id;
    };
    using Output = DisconnectedAccount;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        const KeepData& data = input;
        return disconnect_account(connections, std::move(caller), input.id, data);
    }
};
BOOST_DESCRIBE_STRUCT(RemoveAccount::Input, (KeepData), (id))

void mount_remove_account(Router& router, const Services* services) {
    router.add<RemoveAccount>([&] { return RemoveAccount{services->connections}; });
}

}  // namespace fairlead::api
