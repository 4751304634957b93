// SPDX-License-Identifier: Apache-2.0
#include "api/connect/begun.h"
#include "api/connect/connect_input.h"
#include "api/mount.h"
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
        return answer_begun<Output>(connect, std::move(context), ask_of(std::move(input)));
    }
};
BOOST_DESCRIBE_STRUCT(StartConnect::Output, (), (auth_url, state))

void mount_start_connect(Router& router, const Services* services) {
    router.add<StartConnect>([&] { return StartConnect{services->connect_start}; });
}

}  // namespace fairlead::api
