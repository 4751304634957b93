// SPDX-License-Identifier: Apache-2.0
#include "api/bulk/bulk_view.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

/// What is done stays done, what is under way ends, the rest fails as stopped.
struct StopBulk {
    static constexpr Route route{Method::post,
                                 "/api/integrations/bulk/{id}/stop",
                                 Access::workspace,
                                 Scope::connections_write,
                                 "Begin nothing more of a bulk",
                                 {.tag = "bulk"}};
    using Input = BulkPath;
    using Output = BulkView;

    oauth::Bulks& bulks;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(const Bulk bulk, co_await bulks.stop(std::move(caller), input.id));
        co_return view_of(bulk);
    }
};

void mount_stop_bulk(Router& router, const Services* services) {
    router.add<StopBulk>([&] { return StopBulk{services->bulks}; });
}

}  // namespace fairlead::api
