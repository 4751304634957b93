// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_start.h"

#include "oauth/connect_audit.h"
#include "oauth/connect_plan.h"
#include "oauth/credential.h"
#include "oauth/link_token.h"
#include "oauth/pkce.h"
#include "oauth/refusals.h"
#include "storage/audit_store.h"
#include "storage/connect_session_store.h"

namespace fairlead::oauth {

namespace {

Error bad_challenge() {
    return Error{.code = Errc::invalid,
                 .message = "codeChallenge must be the base64url SHA-256 of the verifier.",
                 .faults = {{"/codeChallenge", "43 base64url characters"}}};
}

/// With its event: there is no link that the audit log does not tell of.
Task<Result<void>> store_link(storage::Database& database, storage::ConnectSession session,
                              SealedAuditEvent event) {
    const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
        auto row = session;
        CO_CHECK(co_await storage::ConnectSessionStore::insert(tx, std::move(row)));
        auto told = event;
        co_return co_await storage::AuditStore::append(tx, std::move(told));
    };
    const auto access = storage::Access::of(session.workspace);
    co_return co_await database.transaction(access, body);
}

Task<Result<ConnectStarted>> start_with_link(ConnectStart& start, Caller caller, ConnectAsk ask) {
    std::string no_challenge;
    CO_TRY(auto link,
           co_await start.create_link(std::move(caller), std::move(ask), std::move(no_challenge)));
    ConnectStarted started;
    started.auth_url = std::move(link.url);
    started.state = link.id.text();
    co_return started;
}

}  // namespace

Task<Result<ConnectStarted>> ConnectStart::start(Caller caller, ConnectAsk ask, Origin origin) {
    if (!caller.user) co_return no_user_named();
    if (caller.kind != CallerKind::session || origin != Origin::proven)
        co_return co_await start_with_link(*this, std::move(caller), std::move(ask));
    ConnectAsk copy = ask;
    CO_TRY(auto plan,
           co_await plan_connect(context_, caller.workspace, *caller.user, std::move(copy)));
    // There is no page of the platform's to go to: ours has the form.
    if (is_form(plan.ready.client->method().kind))
        co_return co_await start_with_link(*this, std::move(caller), std::move(ask));
    ConnectStarted started;
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
    if (!caller.user) co_return no_user_named();
    if (!code_challenge.empty() && !is_challenge(code_challenge)) co_return bad_challenge();
    // Checked now, so that who asks learns what is wrong; and again when the link is used.
    ConnectAsk copy = ask;
    CO_CHECK(co_await plan_connect(context_, caller.workspace, *caller.user, std::move(copy)));
    const auto& services = context_.services;
    const auto now = services.clock.now();
    storage::ConnectSession session;
    session.id = ConnectSessionId::create(now, services.random);
    const auto token = new_link_token(session.id, services.random);
    session.workspace = caller.workspace;
    session.user = *caller.user;
    session.token_hash = link_token_hash(token).value();
    session.request = ask.json();
    if (!code_challenge.empty()) session.finish_challenge = std::move(code_challenge);
    session.created_at = now;
    session.expires_at = now + context_.options.link_life;
    ConnectLink link{session.id, context_.options.public_url + "/connect/" + token,
                     session.expires_at};
    auto event = audit_of(caller, "connect.link_created", "ok");
    event.provider = ask.provider;
    CO_TRY(auto sealed, co_await services.audit.seal(std::move(event)));
    CO_CHECK(co_await store_link(services.database, std::move(session), std::move(sealed)));
    co_return link;
}

}  // namespace fairlead::oauth
