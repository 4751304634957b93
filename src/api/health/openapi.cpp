// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct OpenApi {
    static constexpr Route route{Method::get,
                                 "/api/openapi.json",
                                 Access::open,
                                 Scope::none,
                                 "This API, as an OpenAPI 3.1 document",
                                 {.tag = "health", .produces = "application/json"}};
    using Input = Nothing;
    using Output = Reply;

    const std::string& document;

    Task<Result<Reply>> operator()(Caller, Nothing) const { co_return Reply::json(document); }
};

void mount_open_api(Router& router, const Services* services) {
    router.add<OpenApi>([&] { return OpenApi{services->openapi_document}; });
}

}  // namespace fairlead::api
