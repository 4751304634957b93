// SPDX-License-Identifier: Apache-2.0
#include "api/connect/connect_input.h"
#include "api/mount.h"
#include "api/requests.h"
#include "api/services.h"

#include <array>

namespace fairlead::api {

struct OAuthUrl {
    static constexpr Route route{Method::get,
                                 "/api/integrations/oauth-url/{provider}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Begin to connect an account, as a URL to open",
                                 {.cors = Cors::none, .limit = "connect", .tag = "connect"}};
    static constexpr std::array<std::string_view, 1> aliases{"/integrations/oauth-url/{provider}"};
    using Input = ConnectQuery;
    struct Output {
        std::string url;
        std::string state;
    };

    oauth::ConnectStart& connect;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        CO_CHECK(refuse_page_request(context));
        oauth::ConnectAsk ask = ask_of(std::move(input));
        const auto origin = origin_of(context);
        CO_TRY(const auto started, co_await connect.start(context.caller, std::move(ask), origin));
        Reply reply = http::json_reply(Output{started.auth_url, started.state});
        if (started.cookie) reply.cookies.push_back(set_cookie(*started.cookie));
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(OAuthUrl::Output, (), (url, state))

void mount_oauth_url(Router& router, const Services* services) {
    router.add<OAuthUrl>([&] { return OAuthUrl{services->connect_start}; });
}

}  // namespace fairlead::api
