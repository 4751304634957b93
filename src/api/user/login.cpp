// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/identity.h"
#include "audit/audit_trail.h"
#include "auth/password_login.h"
#include "auth/sessions.h"
#include "http/origins.h"

namespace fairlead::api {

/// Signs in, always with a new session: whoever planted one in this browser gains nothing.
struct Login {
    static constexpr Route route{
        Method::post,
        "/api/login",
        Access::open,
        Scope::none,
        "Sign in with an e-mail address and a password",
        {.cors = Cors::none, .identify = true, .limit = "login", .tag = "user"}};
    struct Input {
        std::string email;
        Secret password;
    };
    using Output = Identity;

    auth::PasswordLogin& login;
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        Caller caller = context.caller;
        CO_TRY(auto user, co_await login.log_in(caller.workspace, std::move(input.email),
                                                std::move(input.password)));
        if (!user) {
            CO_CHECK(co_await record_failure(caller));
            co_return Error{.code = Errc::unauthenticated,
                            .message = "Unable to sign in. Please check your e-mail and password.",
                            .reason = "invalid_credentials"};
        }
        auth::Sessions::Start start{.user = *user,
                                    .address = caller.address,
                                    .user_agent = user_agent(context.request),
                                    .replaced = caller.session};
        CO_TRY(auto begun, co_await sessions.begin(std::move(start)));
        caller.kind = CallerKind::session;
        caller.user = user->id;
        caller.session = begun.id;
        AuditEvent event = audit_event(caller, "login");
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return welcome(*std::move(user), std::move(begun.cookie));
    }

private:
    Task<Result<void>> record_failure(Caller caller) const {
        // Of nobody: the address typed in may be a password in the wrong field.
        caller.user.reset();
        AuditEvent event = audit_event(caller, "login_failed");
        event.result = "invalid_credentials";
        return audit.record(std::move(event));
    }

    static std::string user_agent(const net::Request& request) {
        return std::string{request.headers.find("User-Agent").value_or("")}.substr(0, 200);
    }

    static Reply welcome(User user, http::SetCookie cookie) {
        Identity identity{.kind = CallerKind::session,
                          .workspace_id = user.workspace,
                          .user = {},
                          .scopes = scope_list(auth::session_scopes(user.role)),
                          .csrf_token = http::csrf_token(cookie.value)};
        identity.user = user_item(std::move(user));
        Reply reply = http::json_reply(identity);
        reply.cookies.push_back(std::move(cookie));
        return reply;
    }
};
BOOST_DESCRIBE_STRUCT(Login::Input, (), (email, password))

void mount_login(Router& router, const Services* services) {
    router.add<Login>([&] { return Login{services->login, services->sessions, services->audit}; });
}

}  // namespace fairlead::api
