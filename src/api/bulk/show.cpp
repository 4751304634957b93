// SPDX-License-Identifier: Apache-2.0
#include "api/bulk/bulk_view.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct ShowBulk {
    static constexpr Route route{Method::get,
                                 "/api/integrations/bulk/{id}",
                                 Access::workspace,
                                 Scope::connections_write,
                                 "Say how far a bulk is",
                                 {.tag = "bulk"}};
    using Input = BulkPath;
    using Output = BulkView;

    oauth::Bulks& bulks;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(const Bulk bulk, co_await bulks.find(std::move(caller), input.id));
        co_return view_of(bulk);
    }
};

void mount_show_bulk(Router& router, const Services* services) {
    router.add<ShowBulk>([&] { return ShowBulk{services->bulks}; });
}

}  // namespace fairlead::api
