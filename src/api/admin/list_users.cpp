// SPDX-License-Identifier: Apache-2.0
#include "api/cursors.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/identity.h"
#include "storage/user_store.h"

namespace fairlead::api {

struct ListUsers {
    static constexpr Route route{Method::get,
                                 "/api/admin/users",
                                 Access::admin,
                                 Scope::none,
                                 "List the users, in order of creation",
                                 {.tag = "admin"}};
    struct Input : ListInput {};
    using Output = http::Page<UserItem>;

    storage::UserStore& users;
    const Cursors& cursors;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        const std::string list = "users";
        UserId after;
        if (input.cursor) {
            CO_TRY(const auto position, co_await cursors.open(caller, list, *input.cursor));
            CO_TRY(after, UserId::parse(position));
        }
        const int limit = *input.limit;
        CO_TRY(auto found, co_await users.list(caller.workspace, after, limit + 1));
        const bool more = std::ssize(found) > limit;
        if (more) found.resize(static_cast<std::size_t>(limit));
        Output output;
        for (User& user : found) output.items.push_back(user_item(std::move(user)));
        if (more) {
            std::string last = output.items.back().id.text();
            CO_TRY(output.next_cursor, co_await cursors.seal(caller, list, std::move(last)));
        }
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(ListUsers::Input, (ListInput), ())

void mount_list_users(Router& router, const Services* services) {
    router.add<ListUsers>([&] { return ListUsers{services->users, services->cursors}; });
}

}  // namespace fairlead::api
