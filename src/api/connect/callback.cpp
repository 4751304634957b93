// SPDX-License-Identifier: Apache-2.0
#include "oauth/callback.h"

#include "api/connect/callback_paths.h"
#include "api/mount.h"
#include "api/requests.h"
#include "api/services.h"
#include "http/accept.h"

namespace fairlead::api {

/// Where platforms send the browser back. What they send is the service's to judge; here it
/// becomes a redirect, or a problem for who is no browser.
struct HandleCallback {
    static constexpr Route route{Method::get,
                                 integrations_callback,
                                 Access::open,
                                 Scope::none,
                                 "Take the platform's answer to a connect",
                                 {.status = 303,
                                  .unknown = Unknown::ignored,
                                  .cors = Cors::none,
                                  .identify = true,
                                  .limit = "callback",
                                  .tag = "connect"}};
    static constexpr auto aliases = callback_aliases;
    struct Input {
        std::string provider;
    };
    using Output = Reply;

    oauth::Callback& callback;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        oauth::CallbackAsk ask{.caller = context.caller,
                               .provider = std::move(input.provider),
                               .path = callback_path_of(context.pattern),
                               .parameters = {},
                               .cookies = cookies_of(context.request)};
        CO_TRY(ask.parameters, net::parse_pairs(context.request.query()));
        CO_TRY(auto answer, co_await callback.handle(std::move(ask)));
        if (answer.is_refused && !http::prefers_html(context.request.headers)) {
            co_return Error{.code = Errc::invalid,
                            .message = std::move(answer.message),
                            .reason = "invalid_state"};
        }
        Reply reply = see_other(std::move(answer.redirect_url));
        if (!answer.spent_cookie.empty()) {
            reply.cookies.push_back(http::SetCookie::removal(answer.spent_cookie));
        }
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(HandleCallback::Input, (), (provider))

void mount_callback(Router& router, const Services* services) {
    router.add<HandleCallback>([&] { return HandleCallback{services->callback}; });
}

}  // namespace fairlead::api
