// SPDX-License-Identifier: Apache-2.0
#include "api/connect/connect_input.h"
#include "api/mount.h"
#include "api/requests.h"
#include "api/services.h"

namespace fairlead::api {

struct StartConnect {
    static constexpr Route route{Method::post,
                                 "/api/integrations/connect/{provider}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Begin to connect an account",
                                 {.cors = Cors::none, .limit = "connect", .tag = "connect"}};
    using Input = ConnectInput;
    struct Output {
        std::string auth_url;
        std::string state;
    };

    oauth::ConnectStart& connect;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        oauth::ConnectAsk ask = ask_of(std::move(input));
        const auto origin = origin_of(context);
        CO_TRY(const auto started, co_await connect.start(context.caller, std::move(ask), origin));
        Reply reply = http::json_reply(Output{started.auth_url, started.state});
        if (started.cookie) reply.cookies.push_back(set_cookie(*started.cookie));
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(StartConnect::Output, (), (auth_url, state))

void mount_start_connect(Router& router, const Services* services) {
    router.add<StartConnect>([&] { return StartConnect{services->connect_start}; });
}

}  // namespace fairlead::api
