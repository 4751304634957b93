// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/identity.h"
#include "api/user/sign_in.h"
#include "auth/password_login.h"

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
    SignIn sign_in;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        CO_TRY(auto user, co_await login.log_in(context.caller.workspace, std::move(input.email),
                                                std::move(input.password)));
        if (!user) {
            CO_CHECK(co_await record_failure(context.caller));
            co_return Error{.code = Errc::unauthenticated,
                            .message = "Unable to sign in. Please check your e-mail and password.",
                            .reason = "invalid_credentials"};
        }
        co_return co_await sign_in(std::move(context), *std::move(user));
    }

private:
    Task<Result<void>> record_failure(Caller caller) const {
        // Of nobody: the address typed in may be a password in the wrong field.
        caller.user.reset();
        AuditEvent event = audit_event(caller, "login_failed");
        event.result = "invalid_credentials";
        return sign_in.audit.record(std::move(event));
    }
};
BOOST_DESCRIBE_STRUCT(Login::Input, (), (email, password))

void mount_login(Router& router, const Services* services) {
    router.add<Login>(
        [&] { return Login{services->login, {services->sessions, services->audit}}; });
}

}  // namespace fairlead::api
