// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "auth/first_admin.h"

namespace fairlead::api {

/// For the page, which shows the set-up in place of the log-in.
struct SetupNeeded {
    static constexpr Route route{Method::get,
                                 "/api/setup",
                                 Access::open,
                                 Scope::none,
                                 "Say whether nobody can sign in yet",
                                 {.cors = Cors::none, .tag = "setup"}};
    using Input = Nothing;
    struct Output {
        bool needed = false;
    };

    auth::FirstAdmin& first_admin;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(const bool needed, co_await first_admin.is_needed(caller.workspace));
        co_return Output{needed};
    }
};
BOOST_DESCRIBE_STRUCT(SetupNeeded::Output, (), (needed))

void mount_setup_needed(Router& router, const Services* services) {
    router.add<SetupNeeded>([&] { return SetupNeeded{services->first_admin}; });
}

}  // namespace fairlead::api
