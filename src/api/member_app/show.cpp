// SPDX-License-Identifier: Apache-2.0
#include "api/member_app/member_app_item.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

struct ShowMemberApp {
    static constexpr Route route{Method::get,
                                 "/api/integrations/app/{provider}",
                                 Access::user,
                                 Scope::connections_read,
                                 "Show the user's own app for an integration",
                                 {.tag = "member app"}};
    struct Input {
        std::string provider;
    };
    using Output = MemberAppItem;

    oauth::MemberApps& apps;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(auto app, co_await apps.find(std::move(caller), input.provider));
        co_return member_app_item(std::move(input.provider), std::move(app));
    }
};
BOOST_DESCRIBE_STRUCT(ShowMemberApp::Input, (), (provider))

void mount_show_member_app(Router& router, const Services* services) {
    router.add<ShowMemberApp>([&] { return ShowMemberApp{services->member_apps}; });
}

}  // namespace fairlead::api
