// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/provider_sight.h"
#include "api/services.h"
#include "catalog/catalog.h"

namespace fairlead::api {

/// A file that `fairlead providers check` takes and that makes the same provider; any provider's.
struct ExportProvider {
    static constexpr Route route{Method::get,
                                 "/api/admin/providers/{id}/file",
                                 Access::admin,
                                 Scope::none,
                                 "Give a provider as a provider file",
                                 {.tag = "admin", .produces = "application/yaml"}};
    struct Input {
        std::string id;
    };
    using Output = Reply;

    const catalog::Catalog& catalog;

    Task<Result<Reply>> operator()(Caller caller, Input input) const {
        CO_TRY(const auto known, seen_provider(catalog, caller, input.id));
        Reply reply;
        CO_TRY(reply.body, catalog.file_of(input.id));
        reply.headers.set("Content-Type", "application/yaml");  // RFC 9512
        reply.headers.set("Content-Disposition", "attachment; filename=\"" + known.id + ".yaml\"");
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(ExportProvider::Input, (), (id))

void mount_export_provider(Router& router, const Services* services) {
    router.add<ExportProvider>([&] { return ExportProvider{services->catalog}; });
}

}  // namespace fairlead::api
