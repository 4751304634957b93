// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/user/identity.h"
#include "api/user/sign_in.h"
#include "auth/first_admin.h"

namespace fairlead::api {

/// Makes the first admin, and signs them in.
struct SetUp {
    static constexpr Route route{
        Method::post,
        "/api/setup",
        Access::open,
        Scope::none,
        "Make the first administrator, with the code that the server printed",
        {.cors = Cors::none, .identify = true, .limit = "login", .tag = "setup"}};
    struct Input {
        Secret code;
        std::string email;
        Secret password;
    };
    using Output = Identity;

    auth::FirstAdmin& first_admin;
    SignIn sign_in;

    Task<Result<Reply>> operator()(Context context, Input input) const {
        auth::FirstAdmin::Wanted wanted{.workspace = context.caller.workspace,
                                        .code = std::move(input.code),
                                        .email = std::move(input.email),
                                        .password = std::move(input.password)};
        CO_TRY(auto user, co_await first_admin.create(std::move(wanted)));
        if (!user) {
            CO_CHECK(co_await record(context.caller, "setup_refused", "wrong_code"));
            co_return Error{.code = Errc::forbidden,
                            .message =
                                "This set-up link is not good any more. Take the newest one "
                                "from the server's terminal, or restart the server for "
                                "another.",
                            .reason = "wrong_code"};
        }
        Caller caller = context.caller;
        caller.user = user->id;
        CO_CHECK(co_await record(std::move(caller), "setup_completed", "ok"));
        co_return co_await sign_in(std::move(context), *std::move(user));
    }

private:
    Task<Result<void>> record(Caller caller, const char* type, const char* result) const {
        AuditEvent event = audit_event(caller, type);
        event.result = result;
        return sign_in.audit.record(std::move(event));
    }
};
BOOST_DESCRIBE_STRUCT(SetUp::Input, (), (code, email, password))

void mount_set_up(Router& router, const Services* services) {
    router.add<SetUp>(
        [&] { return SetUp{services->first_admin, {services->sessions, services->audit}}; });
}

}  // namespace fairlead::api
