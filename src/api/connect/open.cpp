// SPDX-License-Identifier: Apache-2.0
#include "api/connect/begun.h"
#include "api/connect/connect_input.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

/// For a link or an address typed in. Where the request is not proven to come from a page of ours
/// the browser goes to the confirmation page first.
struct OpenConnect {
    static constexpr Route route{
        Method::get,
        "/api/auth/{provider}/connect",
        Access::user,
        Scope::connections_write,
        "Begin to connect an account in this browser",
        {.status = 302, .cors = Cors::none, .limit = "connect", .tag = "connect"}};
    using Input = ConnectQuery;
    using Output = Reply;

    oauth::ConnectStart& connect;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        oauth::ConnectAsk ask = ask_of(std::move(input));
        CO_TRY(auto started, co_await begin_connect(connect, std::move(context), std::move(ask)));
        Reply reply = Reply::redirect(started.auth_url);
        reply.headers.set("Referrer-Policy", "no-referrer");
        co_return bind_browser(std::move(reply), started);
    }
};

void mount_open_connect(Router& router, const Services* services) {
    router.add<OpenConnect>([&] { return OpenConnect{services->connect_start}; });
}

}  // namespace fairlead::api
