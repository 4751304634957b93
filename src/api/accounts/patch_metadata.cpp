// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/account.h"
#include "api/mount.h"
#include "api/services.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// The application's own metadata of a connection. Merged as RFC 7396 says: null removes.
struct PatchMetadata {
    static constexpr Route route{Method::patch,
                                 "/api/integrations/accounts/{id}/metadata",
                                 Access::user,
                                 Scope::connections_write,
                                 "Change the application's own metadata of a connection",
                                 {.tag = "accounts"}};
    struct Input {
        ConnectionId id;
        Json metadata;
    };
    using Output = Account;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(auto view, co_await connections.patch_metadata(std::move(caller), input.id,
                                                              std::move(input.metadata)));
        co_return account_of(std::move(view));
    }
};
BOOST_DESCRIBE_STRUCT(PatchMetadata::Input, (), (id, metadata))

void mount_patch_metadata(Router& router, const Services* services) {
    router.add<PatchMetadata>([&] { return PatchMetadata{services->connections}; });
}

}  // namespace fairlead::api
