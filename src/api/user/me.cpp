// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "api/user/identity.h"
#include "http/cookies.h"
#include "http/origins.h"
#include "storage/user_store.h"

namespace fairlead::api {

struct Me {
    static constexpr Route route{Method::get,
                                 "/api/me",
                                 Access::workspace,
                                 Scope::none,
                                 "Say who the caller is",
                                 {.cors = Cors::none, .tag = "user"}};
    using Input = Nothing;
    using Output = Identity;

    storage::UserStore& users;

    Task<Result<Output>> operator()(Context context, Nothing) const {
        const Caller& caller = context.caller;
        Identity identity{.kind = caller.kind,
                          .workspace_id = caller.workspace,
                          .user = {},
                          .scopes = scope_list(caller.scopes),
                          .csrf_token = {}};
        if (caller.user) {
            CO_TRY(auto user, co_await users.find(caller.workspace, *caller.user));
            if (user) identity.user = user_item(*std::move(user));
        }
        if (caller.kind == CallerKind::session) {
            const auto cookie = http::find_cookie(context.request.headers, http::session_cookie);
            if (cookie) identity.csrf_token = http::csrf_token(*cookie);
        }
        co_return identity;
    }
};

void mount_me(Router& router, const Services* services) {
    router.add<Me>([&] { return Me{services->users}; });
}

}  // namespace fairlead::api
