// SPDX-License-Identifier: Apache-2.0
#include "api/connect/callback_paths.h"
#include "api/mount.h"
#include "api/requests.h"
#include "api/services.h"
#include "http/accept.h"
#include "oauth/callback.h"

namespace fairlead::api {

/// The answer of a platform that makes the browser post it (`response_mode: form_post`): the
/// browser is sent on to the callback, which has its cookies.
struct RelayCallback {
    static constexpr Route route{Method::post,
                                 integrations_callback,
                                 Access::open,
                                 Scope::none,
                                 "Take the platform's answer to a connect, as a form",
                                 {.status = 303,
                                  .body = BodyKind::form,
                                  .unknown = Unknown::ignored,
                                  .cors = Cors::none,
                                  .any_origin = true,
                                  .tag = "connect"}};
    static constexpr auto aliases = callback_aliases;
    struct Input {
        std::string provider;
        http::Default<std::string> state;
        http::Default<std::string> code;
        http::Default<std::string> error;
    };
    using Output = Reply;

    oauth::Callback& callback;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        CO_TRY(const auto parameters, net::parse_pairs(context.request.body));
        const auto path = callback_path_of(context.pattern);
        auto next = callback.of_form(path, input.provider, parameters);
        if (next) co_return see_other(*std::move(next));
        if (http::prefers_html(context.request.headers)) {
            co_return see_other(callback.refusing(path, input.provider));
        }
        co_return Error{.code = Errc::invalid,
                        .message = "This is no answer to a connect. Start again.",
                        .reason = "invalid_state"};
    }
};
BOOST_DESCRIBE_STRUCT(RelayCallback::Input, (), (provider, state, code, error))

void mount_relay_callback(Router& router, const Services* services) {
    router.add<RelayCallback>([&] { return RelayCallback{services->callback}; });
}

}  // namespace fairlead::api
