// SPDX-License-Identifier: Apache-2.0
#include "api/member_app/member_app_item.h"
#include "api/mount.h"
#include "api/services.h"

namespace fairlead::api {

/// In one place what a user brought, so that they find it again once members may bring none.
struct ListMemberApps {
    static constexpr Route route{Method::get,
                                 "/api/integrations/apps",
                                 Access::user,
                                 Scope::connections_read,
                                 "List the user's own apps",
                                 {.tag = "member app"}};
    using Input = Nothing;
    /// One of them, with what its platform is called.
    struct Item : MemberAppItem {
        std::string name;
    };
    struct Output {
        std::vector<Item> items;
    };

    oauth::MemberApps& apps;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(auto all, co_await apps.list(std::move(caller)));
        Output output;
        for (auto& one : all)
            output.items.push_back(
                {member_app_item(std::move(one.key), std::move(one.app)), std::move(one.name)});
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(ListMemberApps::Item, (MemberAppItem), (name))
BOOST_DESCRIBE_STRUCT(ListMemberApps::Output, (), (items))

void mount_list_member_apps(Router& router, const Services* services) {
    router.add<ListMemberApps>([&] { return ListMemberApps{services->member_apps}; });
}

}  // namespace fairlead::api
