// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/identity.h"
#include "audit/audit_trail.h"
#include "auth/password_login.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// Somebody who signs in at Fairlead's own page. An application's users make themselves: they
/// exist from the first request that names them.
struct CreateUser {
    static constexpr Route route{
        Method::post, "/api/admin/users",           Access::admin,
        Scope::none,  "Add a user who can sign in", {.status = 201, .tag = "admin"}};
    struct Input {
        std::string email;
        Secret password;
        Default<Role> role{Role::member};
    };
    using Output = UserItem;

    auth::PasswordLogin& login;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        auth::PasswordLogin::NewUser wanted{.workspace = caller.workspace,
                                            .email = std::move(input.email),
                                            .password = std::move(input.password),
                                            .role = *input.role};
        CO_TRY(auto user, co_await login.create_user(std::move(wanted)));
        AuditEvent event = audit_event(caller, "user_created");
        event.user = user.id;
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return user_item(std::move(user));
    }
};
BOOST_DESCRIBE_STRUCT(CreateUser::Input, (), (email, password, role))

void mount_create_user(Router& router, const Services* services) {
    router.add<CreateUser>(
        [&] { return CreateUser{services->login, services->sessions, services->audit}; });
}

}  // namespace fairlead::api
