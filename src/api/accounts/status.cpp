// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/listing.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct IntegrationStatus {
    static constexpr Route route{Method::get,
                                 "/api/integrations/status",
                                 Access::user,
                                 Scope::connections_read,
                                 "List the user's connections",
                                 {.tag = "accounts"}};
    using Input = IncludeQuery;
    using Output = AccountListing;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        return list_accounts(connections, std::move(caller), input);
    }
};

void mount_integration_status(Router& router, const Services* services) {
    router.add<IntegrationStatus>([&] { return IntegrationStatus{services->connections}; });
}

}  // namespace fairlead::api
