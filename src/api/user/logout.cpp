// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/event_hub.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

struct Logout {
    static constexpr Route route{
        Method::post,
        "/api/logout",
        Access::user,
        Scope::none,
        "Sign out",
        {.status = 204, .callers = Callers::session_only, .cors = Cors::none, .tag = "user"}};
    struct Input {
        bool everywhere = false;  ///< all of the user's sessions
    };
    using Output = Nothing;

    auth::Sessions& sessions;
    EventHub& hub;
    audit::AuditTrail& audit;

    Task<Result<Reply>> operator()(Caller caller, Input input) const {
        AuditEvent event = audit_event(caller, input.everywhere ? "sessions_ended" : "logout");
        if (input.everywhere) {
            CO_CHECK(co_await sessions.end_all(caller.workspace, *caller.user));
        } else {
            CO_CHECK(co_await sessions.end(caller.workspace, *caller.user, *caller.session));
        }
        hub.recheck(*caller.user);
        CO_CHECK(co_await audit.record(std::move(event)));
        Reply reply{.status = 204};
        reply.cookies.push_back(auth::Sessions::forget());
        reply.headers.set("Clear-Site-Data", "\"cache\", \"storage\"");
        co_return reply;
    }
};
BOOST_DESCRIBE_STRUCT(Logout::Input, (), (everywhere))

void mount_logout(Router& router, const Services* services) {
    router.add<Logout>([&] { return Logout{services->sessions, services->hub, services->audit}; });
}

}  // namespace fairlead::api
