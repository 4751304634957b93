// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"

namespace fairlead::api {

struct Live {
    static constexpr Route route{
        Method::get,      "/health/live", Access::open, Scope::none, "Whether the process runs",
        {.tag = "health"}};
    using Input = Nothing;
    struct Output {
        std::string status = "ok";
    };

    Task<Result<Output>> operator()(Caller, Nothing) const { co_return Output{}; }
};
BOOST_DESCRIBE_STRUCT(Live::Output, (), (status))

void mount_live(Router& router, const Services*) {
    router.add<Live>([] { return Live{}; });
}

}  // namespace fairlead::api
