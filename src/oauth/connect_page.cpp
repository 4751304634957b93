// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_page.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "oauth/completion.h"
#include "oauth/connect_audit.h"
#include "oauth/connect_plan.h"
#include "oauth/connect_return.h"
#include "oauth/failed_attempt.h"
#include "oauth/form_proof.h"
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
    // Whoever follows a link need not be able to sign in here.
    if (ask.redirect_url.empty()) ask.redirect_url = context.options.public_url + "/connect/done";
    co_return co_await plan_connect(context, session.workspace, session.user, std::move(ask));
}

Task<Result<std::string>> name_of(ConnectContext& context, const storage::ConnectSession& session) {
    storage::UserStore users{context.services.database};
    CO_TRY(const auto user, co_await users.find(session.workspace, session.user));
    if (!user || user->disabled) co_return gone();
    if (user->email) co_return *user->email;
    co_return user->external_id.value_or("");
}

std::string actor_of_link(const storage::ConnectSession& session) {
    return "link:" + session.id.text();
}

/// Uses a link up. False: somebody has, meanwhile.
Task<Result<bool>> open(ConnectContext& context, const storage::ConnectSession& session) {
    storage::ConnectSessionStore sessions{context.services.database};
    auto hash = session.token_hash;
    const auto now = context.services.clock.now();
    CO_TRY(const auto opened, co_await sessions.open(std::move(hash), now));
    co_return opened.has_value();
}

/// Before a consent page nothing is asked that whoever made the link has said.
ConnectForm empty_form(const ConnectPlan& plan) {
    ConnectForm form;
    form.is_before_consent = !is_form(plan.ready.client->method().kind);
    if (!form.is_before_consent) form.guide = plan.ready.client->provider->docs;
    for (auto& field : form_fields(plan.ready.client->method())) {
        ConnectForm::Line line;
        const auto known = plan.vars.find(field.rule.name);
        const bool is_known = field.of == FormField::Of::variable && known != plan.vars.end();
        if (is_known && form.is_before_consent) continue;
        if (!field.rule.secret) line.value = is_known ? known->second : field.initial;
        line.field = std::move(field);
        form.lines.push_back(std::move(line));
    }
    return form;
}

std::string typed_in(const FormField& field, const FormInput& input) {
    if (field.rule.secret) return {};
    if (field.of == FormField::Of::variable) {
        const auto found = input.vars.find(field.rule.name);
        return found == input.vars.end() ? std::string{} : found->second;
    }
    const auto found = input.fields.find(field.rule.name);
    return found == input.fields.end() ? std::string{} : std::string{found->second.expose()};
}

/// What was typed in, and what is wrong with it; secrets are to be typed again.
void fill_form(ConnectForm& form, const FormInput& input, const FormProof& proof) {
    form.message =
        proof.fault ? proof.fault->message : "Something in this form is missing, or is not right.";
    for (auto& line : form.lines) {
        line.value = typed_in(line.field, input);
        const bool is_variable = line.field.of == FormField::Of::variable;
        const auto pointer = (is_variable ? "/vars/" : "/fields/") + line.field.rule.name;
        for (const auto* faults : {&proof.faults, &proof.at})
            for (const auto& fault : *faults)
                if (fault.pointer == pointer) line.fault = fault.message;
    }
}

/// Whether something typed in is what is wrong, so that it can be typed again.
bool is_of_form(const Error& error, const FormInput& input) {
    return error.code != Errc::internal &&
           std::ranges::any_of(error.faults, [&](const Fault& fault) {
               return std::ranges::any_of(input.vars, [&](const auto& each) {
                   return fault.pointer == "/vars/" + each.first;
               });
           });
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

Task<Result<ConnectConfirmation>> ConnectPage::confirmation_of(
    const storage::ConnectSession& session, const ConnectPlan& plan) {
    const auto& provider = *plan.ready.client->provider;
    ConnectConfirmation page;
    CO_TRY(page.asker, co_await name_of(context_, session));
    page.provider = plan.ready.integration.key;
    page.provider_name = provider.name;
    page.scopes = words_of(plan.scopes, provider.about);
    page.reconnect = plan.reconnect.has_value();
    page.needs_finish = session.finish_challenge.has_value();
    page.expires_at = session.expires_at;
    page.redirect_url = plan.redirect_url;
    if (auto form = empty_form(plan); !form.lines.empty()) page.form = std::move(form);
    co_return page;
}

Task<Result<ConnectConfirmation>> ConnectPage::show(Caller caller, std::string token) {
    CO_TRY(const auto session, co_await live_session(context_, token));
    CO_CHECK(co_await check_browser(context_, caller, session));
    CO_TRY(const auto plan, co_await plan_of(context_, session));
    CO_TRY(auto page, co_await confirmation_of(session, plan));
    page.cookie.name = page_cookie_name(token);
    page.cookie.value = context_.services.random.base64url(cookie_bytes);
    page.cookie.max_age = std::chrono::ceil<Seconds>(context_.options.link_life);
    page.csrf = csrf_of(page.cookie.value, token);
    co_return page;
}

Task<Result<ConnectProceed>> ConnectPage::proceed(Caller caller, std::string token,
                                                  net::Pairs cookies, std::string csrf,
                                                  FormInput form) {
    CO_TRY(auto session, co_await live_session(context_, token));
    const auto cookie = page_cookie(cookies, token);
    const bool is_ours = !cookie.empty() && crypto::equal(csrf_of(cookie, token), csrf);
    CO_CHECK(co_await check_form(context_, caller, session, is_ours));
    CO_CHECK(co_await check_browser(context_, caller, session));
    CO_CHECK(co_await name_of(context_, session));  // somebody who may still connect
    CO_TRY(auto plan, co_await plan_of(context_, session));
    const bool has_form = is_form(plan.ready.client->method().kind);
    ConnectProceed proceed;
    if (has_form) {
        CO_TRY(proceed, co_await submit(std::move(caller), std::move(session), std::move(plan),
                                        std::move(form)));
    } else {
        CO_TRY(proceed, co_await leave(std::move(caller), std::move(session), std::move(plan),
                                       std::move(form)));
    }
    if (proceed.again) {
        // The cookie that the browser has goes on.
        proceed.again->csrf = std::move(csrf);
        co_return proceed;
    }
    proceed.spent_cookie = page_cookie_name(token);
    co_return proceed;
}

/// The page once more, with what was typed in and what is wrong with it.
Task<Result<ConnectProceed>> ConnectPage::ask_again(const storage::ConnectSession& session,
                                                    const ConnectPlan& plan, const FormInput& input,
                                                    const FormProof& proof) {
    ConnectProceed proceed;
    CO_TRY(proceed.again, co_await confirmation_of(session, plan));
    auto& form = proceed.again->form;
    if (!form) {  // nothing is asked here, and something was sent
        Error error{.code = Errc::invalid, .message = "A variable is not asked for."};
        error.faults = proof.faults;
        co_return error;
    }
    fill_form(*form, input, proof);
    co_return proceed;
}

/// To the platform.
Task<Result<ConnectProceed>> ConnectPage::leave(Caller caller, storage::ConnectSession session,
                                                ConnectPlan plan, FormInput input) {
    // What the link says stays as it is.
    for (const auto& [name, value] : plan.vars) input.vars.erase(name);
    auto content = read_form(*plan.ready.client, input, plan.vars);
    if (!content.faults.empty()) {
        FormProof proof;
        proof.faults = std::move(content.faults);
        co_return co_await ask_again(session, plan, input, proof);
    }
    plan.vars = std::move(content.vars);
    FlowBinding binding;
    if (caller.kind == CallerKind::session && caller.user) binding.session = caller.session;
    binding.link = session.id;
    binding.needs_finish = session.finish_challenge.has_value();
    binding.actor = actor_of_link(session);
    binding.caller = std::move(caller);
    const auto kept = plan;
    auto begun = co_await begin_flow(context_, std::move(plan), std::move(binding));
    if (!begun && is_of_form(begun.error(), input)) {
        FormProof proof;
        proof.faults = begun.error().faults;
        co_return co_await ask_again(session, kept, input, proof);
    }
    CO_TRY(auto flow, std::move(begun));
    // Only now: a flow that cannot begin leaves the link as it was.
    CO_TRY(const bool opened, co_await open(context_, session));
    if (!opened) {
        CO_CHECK(co_await context_.flows.take(flow.begun.state));
        co_return gone();
    }
    ConnectProceed proceed;
    proceed.next_url = std::move(flow.auth_url);
    proceed.cookie = std::move(flow.begun.cookie);
    co_return proceed;
}

/// The platform takes what was typed in, or the form is shown again.
Task<Result<ConnectProceed>> ConnectPage::submit(Caller caller, storage::ConnectSession session,
                                                 ConnectPlan plan, FormInput input) {
    const auto owner = Owner::of(session.workspace, session.user);
    CO_TRY(const auto sealer, co_await context_.services.vault.sealer(owner));
    auto actor = actor_of_link(session);
    CO_TRY(auto proof, co_await prove_form(context_, plan, input, caller, std::move(actor)));
    if (!proof.account) co_return co_await ask_again(session, plan, input, proof);
    ConnectProceed proceed;
    CO_TRY(const bool opened, co_await open(context_, session));
    if (!opened) co_return gone();
    const auto& key = plan.ready.integration.key;
    if (session.finish_challenge) {
        CO_CHECK(
            co_await put_aside(context_, *plan.ready.client, session.id, *proof.account, sealer));
        proceed.next_url = return_waiting(plan.redirect_url, key, session.id);
        co_return proceed;
    }
    CO_TRY(const auto done,
           co_await settle_account(context_, plan.ready.client, *proof.account, sealer));
    if (done.fault) {
        CO_CHECK(co_await note_failed_connect(context_, plan, caller, proof.account->actor,
                                              *done.fault));
        proceed.next_url = return_failed(plan.redirect_url, key, *done.fault);
    } else {
        proceed.next_url = return_connected(plan.redirect_url, key, done.connection->id);
    }
    co_return proceed;
}

}  // namespace fairlead::oauth
