// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/pages.h"
#include "api/services.h"

namespace fairlead::api {

/// Where a connect link ends whose application named no page of its own. Says what the query says,
/// in words of ours: whoever makes up a query learns and changes nothing.
struct ShowConnectDone {
    static constexpr Route route{Method::get,
                                 "/connect/done",
                                 Access::open,
                                 Scope::none,
                                 "The page that says what came of a connect link",
                                 {.unknown = Unknown::ignored,
                                  .cors = Cors::none,
                                  .limit = "callback",
                                  .tag = "connect",
                                  .produces = "text/html"}};
    struct Input {
        http::Default<std::string> status;
        http::Default<std::string> error;
    };
    using Output = Reply;

    const http::Pages& pages;

    Task<Result<Reply>> operator()(Context, Input input) const {
        co_return outcome_page(pages, input.status.value, input.error.value);
    }
};
BOOST_DESCRIBE_STRUCT(ShowConnectDone::Input, (), (status, error))

void mount_show_connect_done(Router& router, const Services* services) {
    router.add<ShowConnectDone>([&] { return ShowConnectDone{services->pages}; });
}

}  // namespace fairlead::api
