// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/pages.h"
#include "api/requests.h"
#include "api/services.h"

namespace fairlead::api {

/// The form of the connect page: sends this browser to the platform; or, where the platform has no
/// page of its own, has what a person typed in, as `field.<name>` and `var.<name>`.
struct ProceedConnect {
    static constexpr Route route{Method::post,
                                 "/connect/{token}",
                                 Access::open,
                                 Scope::none,
                                 "Say yes to a connect",
                                 {.status = 303,
                                  .body = BodyKind::form,
                                  .unknown = Unknown::ignored,
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
    const Clock& clock;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        net::Pairs cookies = cookies_of(context.request);
        CO_TRY(oauth::FormInput typed, typed_in(context.request.body));
        auto next =
            co_await page.proceed(context.caller, std::move(input.token), std::move(cookies),
                                  std::move(input.csrf), std::move(typed));
        if (!next) co_return error_page(pages, context, next.error());
        if (next->again) co_return confirmation_page(pages, *next->again, clock.now());
        Reply reply = see_other(std::move(next->next_url));
        if (next->cookie) reply.cookies.push_back(set_cookie(*next->cookie));
        if (!next->spent_cookie.empty()) {
            reply.cookies.push_back(http::SetCookie::removal(next->spent_cookie));
        }
        co_return reply;
    }

private:
    static Result<oauth::FormInput> typed_in(const std::string& body) {
        oauth::FormInput typed;
        TRY(auto pairs, net::parse_pairs(body));
        for (auto& [name, value] : pairs) {
            if (name.starts_with(field_prefix)) {
                typed.fields[name.substr(field_prefix.size())] = Secret{std::move(value)};
            } else if (name.starts_with(variable_prefix)) {
                typed.vars[name.substr(variable_prefix.size())] = std::move(value);
            }
        }
        return typed;
    }
};
BOOST_DESCRIBE_STRUCT(ProceedConnect::Input, (), (token, csrf))

void mount_proceed_connect(Router& router, const Services* services) {
    router.add<ProceedConnect>(
        [&] { return ProceedConnect{services->connect_page, services->pages, services->clock}; });
}

}  // namespace fairlead::api
