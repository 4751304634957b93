// SPDX-License-Identifier: Apache-2.0
#include "api/connect/begun.h"
#include "api/connect/connect_input.h"
#include "api/mount.h"
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
        oauth::ConnectAsk ask = ask_of(std::move(input));
        co_return co_await answer_begun<Output>(connect, std::move(context), std::move(ask));
    }
};
BOOST_DESCRIBE_STRUCT(OAuthUrl::Output, (), (url, state))

void mount_oauth_url(Router& router, const Services* services) {
    router.add<OAuthUrl>([&] { return OAuthUrl{services->connect_start}; });
}

}  // namespace fairlead::api
