// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_start.h"

#include "crypto/hash.h"
#include "oauth/connect_audit.h"
#include "oauth/connect_plan.h"
#include "oauth/pkce.h"
#include "storage/connect_session_store.h"

namespace fairlead::oauth {

namespace {

constexpr std::size_t link_token_bytes = 32;

Error nobody() {
    return Error{.code = Errc::invalid,
                 .message = "Say for which user: send Fairlead-User, or sign in.",
                 .reason = "user_required"};
}

Error bad_challenge() {
    return Error{.code = Errc::invalid,
                 .message = "codeChallenge must be the base64url SHA-256 of the verifier.",
                 .faults = {{"/codeChallenge", "43 base64url characters"}}};
}

}  // namespace

Task<Result<ConnectStarted>> ConnectStart::start(Caller caller, ConnectAsk ask, Origin origin) {
    if (!caller.user) co_return nobody();
    ConnectStarted started;
    if (caller.kind != CallerKind::session || origin != Origin::proven) {
        std::string no_challenge;
        CO_TRY(auto link,
               co_await create_link(std::move(caller), std::move(ask), std::move(no_challenge)));
        started.auth_url = std::move(link.url);
        started.state = link.id.text();
        co_return started;
    }
    CO_TRY(auto plan,
           co_await plan_connect(context_, caller.workspace, *caller.user, std::move(ask)));
    FlowBinding binding;
    binding.session = caller.session;
    binding.actor = actor_of(caller);
    binding.caller = std::move(caller);
    CO_TRY(auto flow, co_await begin_flow(context_, std::move(plan), std::move(binding)));
    started.auth_url = std::move(flow.auth_url);
    started.state = std::move(flow.begun.state);
    started.cookie = std::move(flow.begun.cookie);
    co_return started;
}

Task<Result<ConnectLink>> ConnectStart::create_link(Caller caller, ConnectAsk ask,
                                                    std::string code_challenge) {
    if (!caller.user) co_return nobody();
    if (!code_challenge.empty() && !is_challenge(code_challenge)) co_return bad_challenge();
    // Checked now, so that who asks learns what is wrong; and again when the link is used.
    ConnectAsk copy = ask;
    CO_CHECK(co_await plan_connect(context_, caller.workspace, *caller.user, std::move(copy)));
    const auto& services = context_.services;
    const auto now = services.clock.now();
    const auto token = services.random.base64url(link_token_bytes);
    storage::ConnectSession session;
    session.id = ConnectSessionId::create(now, services.random);
    session.workspace = caller.workspace;
    session.user = *caller.user;
    session.token_hash = crypto::sha256_hex(token);
    session.request = ask.json();
    if (!code_challenge.empty()) session.finish_challenge = std::move(code_challenge);
    session.created_at = now;
    session.expires_at = now + context_.options.link_life;
    ConnectLink link{session.id, context_.options.public_url + "/connect/" + token,
                     session.expires_at};
    storage::ConnectSessionStore sessions{services.database};
    CO_CHECK(co_await sessions.insert(std::move(session)));
    auto event = audit_of(caller, "connect.link_created", "ok");
    event.provider = ask.provider;
    CO_CHECK(co_await services.audit.record(std::move(event)));
    co_return link;
}

}  // namespace fairlead::oauth
