// SPDX-License-Identifier: Apache-2.0
#include "api/user/sign_in.h"

#include "api/audit_event.h"
#include "api/user/identity.h"
#include "http/origins.h"

namespace fairlead::api {

namespace {

std::string user_agent(const net::Request& request) {
    return std::string{request.headers.find("User-Agent").value_or("")}.substr(0, 200);
}

Reply welcome(User user, http::SetCookie cookie) {
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

}  // namespace

Task<Result<Reply>> SignIn::operator()(Context context, User user) const {
    Caller caller = context.caller;
    auth::Sessions::Start start{.user = user,
                                .address = caller.address,
                                .user_agent = user_agent(context.request),
                                .replaced = caller.session};
    CO_TRY(auto begun, co_await sessions.begin(std::move(start)));
    caller.kind = CallerKind::session;
    caller.user = user.id;
    caller.session = begun.id;
    AuditEvent event = audit_event(caller, "login");
    CO_CHECK(co_await audit.record(std::move(event)));
    co_return welcome(std::move(user), std::move(begun.cookie));
}

}  // namespace fairlead::api
