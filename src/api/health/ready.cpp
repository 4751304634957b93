// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/readiness.h"
#include "api/services.h"

namespace fairlead::api {

/// Names the checks. When one does not pass the answer is a 503 problem whose faults say which and
/// why, so that a probe needs the status alone.
struct Ready {
    static constexpr Route route{
        Method::get,      "/health/ready", Access::open, Scope::none, "Whether this node can serve",
        {.tag = "health"}};
    using Input = Nothing;
    struct Output {
        std::string status = "ok";
        std::vector<std::string> checks;
    };

    Readiness& readiness;

    Task<Result<Output>> operator()(Caller, Nothing) const {
        CO_TRY(const auto checks, co_await readiness.checks());
        Output output;
        Error error{Errc::unavailable, "This node cannot serve now."};
        for (const Readiness::Check& check : checks) {
            output.checks.push_back(check.name);
            if (!check.passed) error.faults.push_back({"/" + check.name, check.reason});
        }
        if (!error.faults.empty()) co_return error;
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(Ready::Output, (), (status, checks))

void mount_ready(Router& router, const Services* services) {
    router.add<Ready>([&] { return Ready{services->readiness}; });
}

}  // namespace fairlead::api
