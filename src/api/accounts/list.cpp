// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/listing.h"
#include "api/mount.h"
#include "api/services.h"

#include <array>

namespace fairlead::api {

struct ListAccounts {
    static constexpr Route route{Method::get,
                                 "/api/integrations/accounts",
                                 Access::user,
                                 Scope::connections_read,
                                 "List the user's connected accounts",
                                 {.tag = "accounts"}};
    static constexpr std::array<std::string_view, 1> aliases{"/integrations/accounts"};
    using Input = IncludeQuery;
    using Output = AccountListing;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        co_return co_await list_accounts(connections, std::move(caller), input);
    }
};

void mount_list_accounts(Router& router, const Services* services) {
    router.add<ListAccounts>([&] { return ListAccounts{services->connections}; });
}

}  // namespace fairlead::api
