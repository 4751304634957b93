// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/pages.h"
#include "api/requests.h"
#include "api/services.h"

namespace fairlead::api {

/// The page of a connect link. Whoever only looks at it changes nothing.
struct ShowConnectPage {
    static constexpr Route route{Method::get,
                                 "/connect/{token}",
                                 Access::open,
                                 Scope::none,
                                 "The page that asks whether to connect",
                                 {.unknown = Unknown::ignored,
                                  .cors = Cors::none,
                                  .identify = true,
                                  .limit = "callback",
                                  .tag = "connect",
                                  .produces = "text/html"}};
    struct Input {
        std::string token;
    };
    using Output = Reply;

    oauth::ConnectPage& page;
    const http::Pages& pages;
    const Clock& clock;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        auto shown = co_await page.show(context.caller, std::move(input.token));
        if (!shown) co_return error_page(pages, context, shown.error());
        CO_TRY(Reply reply, confirmation_page(pages, *shown, clock.now()));
        reply.cookies.push_back(set_cookie(shown->cookie));
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(ShowConnectPage::Input, (), (token))

void mount_show_connect_page(Router& router, const Services* services) {
    router.add<ShowConnectPage>(
        [&] { return ShowConnectPage{services->connect_page, services->pages, services->clock}; });
}

}  // namespace fairlead::api
