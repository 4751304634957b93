// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/pages.h"
#include "api/requests.h"
#include "api/services.h"

namespace fairlead::api {

/// The form of the connect page: uses the link up and sends this browser to the platform.
struct ProceedConnect {
    static constexpr Route route{Method::post,
                                 "/connect/{token}",
                                 Access::open,
                                 Scope::none,
                                 "Say yes to a connect",
                                 {.status = 303,
                                  .body = BodyKind::form,
                                  .cors = Cors::none,
                                  .identify = true,
                                  .own_origin_only = true,
                                  .limit = "callback",
                                  .tag = "connect"}};
    struct Input {
        std::string token;
        std::string csrf;
    };
    using Output = Reply;

    oauth::ConnectPage& page;
    const http::Pages& pages;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        net::Pairs cookies = cookies_of(context.request);
        auto next = co_await page.proceed(context.caller, std::move(input.token),
                                          std::move(cookies), std::move(input.csrf));
        if (!next) co_return error_page(pages, context, next.error());
        Reply reply = see_other(std::move(next->auth_url));
        reply.cookies.push_back(set_cookie(next->cookie));
        if (!next->spent_cookie.empty()) {
            reply.cookies.push_back(http::SetCookie::removal(next->spent_cookie));
        }
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(ProceedConnect::Input, (), (token, csrf))

void mount_proceed_connect(Router& router, const Services* services) {
    router.add<ProceedConnect>(
        [&] { return ProceedConnect{services->connect_page, services->pages}; });
}

}  // namespace fairlead::api
