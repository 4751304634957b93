// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/account.h"
#include "api/mount.h"
#include "api/services.h"
#include "oauth/connections_service.h"

#include <array>

namespace fairlead::api {

struct ReadAccount {
    static constexpr Route route{Method::get,           "/api/integrations/accounts/{id}",
                                 Access::user,          Scope::connections_read,
                                 "Show one connection", {.tag = "accounts"}};
    static constexpr std::array<std::string_view, 1> aliases{"/integrations/accounts/{id}"};
    struct Input {
        ConnectionId id;
    };
    using Output = Account;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(auto view, co_await connections.get(std::move(caller), input.id));
        co_return account_of(std::move(view));
    }
};
BOOST_DESCRIBE_STRUCT(ReadAccount::Input, (), (id))

void mount_read_account(Router& router, const Services* services) {
    router.add<ReadAccount>([&] { return ReadAccount{services->connections}; });
}

}  // namespace fairlead::api
