// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_page.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "oauth/connect_audit.h"
#include "oauth/connect_plan.h"
#include "oauth/link_token.h"
#include "storage/user_store.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::size_t cookie_bytes = 32;

Error gone() {
    return Error{.code = Errc::not_found,
                 .message = "This link has expired or was already used. Start again.",
                 .reason = "link_expired"};
}

std::string csrf_of(std::string_view cookie, std::string_view token) {
    return base64url_encode(crypto::hmac_sha256(cookie, token));
}

/// The page's cookie as the browser has it; empty when absent, or there twice.
std::string page_cookie(const net::Pairs& cookies, const std::string& token) {
    const auto name = page_cookie_name(token);
    std::string value;
    for (const auto& [key, text] : cookies) {
        if (key != name) continue;
        if (!value.empty()) return {};
        value = text;
    }
    return value;
}

Task<Result<storage::ConnectSession>> live_session(ConnectContext& context, std::string token) {
    auto hash = link_token_hash(token);
    if (!hash) co_return gone();
    storage::ConnectSessionStore sessions{context.services.database};
    CO_TRY(auto session, co_await sessions.find_by_token_hash(*std::move(hash)));
    if (!session || session->opened_at || session->expires_at <= context.services.clock.now())
        co_return gone();
    co_return *std::move(session);
}

/// Who is signed in here as somebody else must not connect for the link's user (security.md S1).
Task<Result<void>> check_browser(ConnectContext& context, const Caller& caller,
                                 const storage::ConnectSession& session) {
    const bool is_session = caller.kind == CallerKind::session && caller.user;
    if (!is_session || (*caller.user == session.user && caller.workspace == session.workspace))
        co_return ok();
    auto event = audit_of(caller, "connect.user_mismatch", "refused");
    event.workspace = session.workspace;
    event.user = session.user;
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    co_return Error{.code = Errc::forbidden,
                    .message =
                        "This link is for another user. Sign out here first, if it was "
                        "meant for you.",
                    .reason = "user_mismatch"};
}

/// A form that another page made this browser send must not connect either (security.md S3).
Task<Result<void>> check_form(ConnectContext& context, const Caller& caller,
                              const storage::ConnectSession& session, bool is_ours) {
    if (is_ours) co_return ok();
    auto event = audit_of(caller, "connect.browser_mismatch", "refused");
    event.workspace = session.workspace;
    event.user = session.user;
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    co_return Error{.code = Errc::forbidden,
                    .message = "This form does not belong to this browser. Open the link again.",
                    .reason = "csrf"};
}

Task<Result<ConnectPlan>> plan_of(ConnectContext& context, const storage::ConnectSession& session) {
    CO_TRY(auto ask, ConnectAsk::parse(session.request));
    co_return co_await plan_connect(context, session.workspace, session.user, std::move(ask));
}

Task<Result<std::string>> name_of(ConnectContext& context, const storage::ConnectSession& session) {
    storage::UserStore users{context.services.database};
    CO_TRY(const auto user, co_await users.find(session.workspace, session.user));
    if (!user || user->disabled) co_return gone();
    if (user->email) co_return *user->email;
    co_return user->external_id.value_or("");
}

/// What is asked for in the provider's own words, or as the platform names it.
std::vector<std::string> words_of(const std::vector<std::string>& scopes,
                                  const catalog::About& about) {
    std::vector<std::string> words;
    for (const std::string& scope : scopes) {
        const auto known = std::ranges::find(about.scopes, scope, &catalog::ScopeWords::id);
        words.push_back(known == about.scopes.end() ? scope : known->says);
    }
    return words;
}

}  // namespace

Task<Result<ConnectConfirmation>> ConnectPage::show(Caller caller, std::string token) {
    CO_TRY(const auto session, co_await live_session(context_, token));
    CO_CHECK(co_await check_browser(context_, caller, session));
    CO_TRY(const auto plan, co_await plan_of(context_, session));
    ConnectConfirmation page;
    CO_TRY(page.asker, co_await name_of(context_, session));
    page.provider = plan.ready.integration.key;
    page.provider_name = plan.ready.client->provider->name;
    page.scopes = words_of(plan.scopes, plan.ready.client->provider->about);
    page.reconnect = plan.reconnect.has_value();
    page.needs_finish = session.finish_challenge.has_value();
    page.expires_at = session.expires_at;
    page.cookie.name = page_cookie_name(token);
    page.cookie.value = context_.services.random.base64url(cookie_bytes);
    page.cookie.max_age = std::chrono::ceil<Seconds>(context_.options.link_life);
    page.csrf = csrf_of(page.cookie.value, token);
    co_return page;
}

Task<Result<ConnectProceed>> ConnectPage::proceed(Caller caller, std::string token,
                                                  net::Pairs cookies, std::string csrf) {
    CO_TRY(auto session, co_await live_session(context_, token));
    const auto cookie = page_cookie(cookies, token);
    const bool is_ours = !cookie.empty() && crypto::equal(csrf_of(cookie, token), csrf);
    CO_CHECK(co_await check_form(context_, caller, session, is_ours));
    CO_CHECK(co_await check_browser(context_, caller, session));
    CO_TRY(const auto asker, co_await name_of(context_, session));
    CO_TRY(auto plan, co_await plan_of(context_, session));
    FlowBinding binding;
    if (caller.kind == CallerKind::session && caller.user) binding.session = caller.session;
    binding.link = session.id;
    binding.needs_finish = session.finish_challenge.has_value();
    binding.actor = "link:" + session.id.text();
    binding.caller = std::move(caller);
    CO_TRY(auto flow, co_await begin_flow(context_, std::move(plan), std::move(binding)));
    // Only now: a flow that cannot begin leaves the link as it was.
    storage::ConnectSessionStore sessions{context_.services.database};
    auto hash = session.token_hash;
    CO_TRY(const auto opened,
           co_await sessions.open(std::move(hash), context_.services.clock.now()));
    if (!opened) {
        CO_CHECK(co_await context_.flows.take(flow.begun.state));
        co_return gone();
    }
    ConnectProceed proceed;
    proceed.auth_url = std::move(flow.auth_url);
    proceed.cookie = std::move(flow.begun.cookie);
    proceed.spent_cookie = page_cookie_name(token);
    co_return proceed;
}

}  // namespace fairlead::oauth
