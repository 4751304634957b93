// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/disconnected.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

/// Of the account named in the body, or of the only one there is.
struct DisconnectProvider {
    static constexpr Route route{Method::post,
                                 "/api/auth/{provider}/disconnect",
                                 Access::user,
                                 Scope::connections_write,
                                 "Disconnect the account of an integration",
                                 {.tag = "accounts"}};
    struct Input : KeepData {
        std::string provider;
        std::optional<std::string> account_id;
    };
    using Output = DisconnectedAccount;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        const KeepData& whole = input;
        const KeepData data = whole;
        CO_TRY(const auto id, co_await wanted(caller, std::move(input)));
        co_return co_await disconnect_account(connections, std::move(caller), id, data);
    }

private:
    Task<Result<ConnectionId>> wanted(Caller caller, Input input) const {
        if (input.account_id) {
            CO_TRY(const auto named,
                   co_await connections.find(std::move(caller), std::move(input.provider),
                                             *std::move(input.account_id)));
            co_return named.id;
        }
        CO_TRY(const auto only,
               co_await connections.find_only(std::move(caller), std::move(input.provider)));
        co_return only.id;
    }
};
BOOST_DESCRIBE_STRUCT(DisconnectProvider::Input, (KeepData), (provider, account_id))

void mount_disconnect_provider(Router& router, const Services* services) {
    router.add<DisconnectProvider>([&] { return DisconnectProvider{services->connections}; });
}

}  // namespace fairlead::api
