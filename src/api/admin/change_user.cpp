// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/event_hub.h"
#include "api/user/identity.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"
#include "auth/users.h"

namespace fairlead::api {

/// What is left out stays as it is. The user is signed out everywhere.
struct ChangeUser {
    static constexpr Route route{Method::patch,
                                 "/api/admin/users/{id}",
                                 Access::admin,
                                 Scope::none,
                                 "Change a user's role, or disable",
                                 {.tag = "admin"}};
    struct Input {
        UserId id;
        std::optional<Role> role;
        std::optional<bool> disabled;

        std::vector<Fault> check() const {
            if (role || disabled) return {};
            return {{"", "name what to change: role or disabled"}};
        }
    };
    using Output = UserItem;

    auth::Users& users;
    auth::Sessions& sessions;
    EventHub& hub;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(co_await sessions.require_recent_proof(caller));
        const storage::PeopleStore::Change change{.role = input.role, .disabled = input.disabled};
        CO_TRY(auto user, co_await users.change(caller.workspace, input.id, change));
        hub.recheck(user.id);
        AuditEvent event = audit_event(caller, "user_changed");
        event.user = user.id;
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return user_item(std::move(user));
    }
};
BOOST_DESCRIBE_STRUCT(ChangeUser::Input, (), (id, role, disabled))

void mount_change_user(Router& router, const Services* services) {
    router.add<ChangeUser>([&] {
        return ChangeUser{services->user_admin, services->sessions, services->hub, services->audit};
    });
}

}  // namespace fairlead::api
