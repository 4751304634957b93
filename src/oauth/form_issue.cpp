// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_issue.h"

#include "oauth/carried_token.h"
#include "oauth/issue_call.h"
#include "oauth/token_call.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

void keep(TokenAnswer answer, FormTokens& out) {
    out.tokens.access = std::move(answer.tokens.access);
    out.tokens.token_type = answer.tokens.token_type;
    out.tokens.lifetime = answer.tokens.expires_in.value_or(Seconds{0});
    out.document = std::move(answer.document);
}

/// All calls together have the time that a refresh has.
Milliseconds left_until(const Clock& clock, std::chrono::nanoseconds until) {
    const auto left = std::chrono::floor<Milliseconds>(until - clock.boottime());
    return std::max(left, Milliseconds{1});
}

/// The next call of the issue; true: it is worth going on.
Task<Result<bool>> take_call(ConnectContext& context, const OAuthClient& client, Issue& issue,
                             std::chrono::nanoseconds until, FormTokens& out) {
    const auto& services = context.services;
    const bool is_first = issue.answers.empty();
    const bool is_last = issue.is_last();
    out.sent = services.clock.boottime();
    auto call =
        build_issue_call(client, issue, out.tokens.refresh, services.clock.now(), services.random);
    // A private key that is none, say. Later on it is the answers that something is wrong with.
    if (!call && is_first && call.error().code == Errc::invalid) {
        out.fault =
            fault_of(ConnectFailure::invalid_credentials, *client.provider, call.error().message);
        co_return false;
    }
    const std::optional<Milliseconds> left = left_until(services.clock, until);
    TokenCall asked;
    if (is_last) {
        CO_TRY(asked, co_await call_for_token(context, client, client.method().token,
                                              std::move(call), left));
        out.fault = std::move(asked.fault);
        if (!out.fault) keep(std::move(asked.outcome.answer), out);
    } else {
        CO_TRY(asked, co_await call_before_token(context, client, issue, std::move(call), *left));
        out.fault = std::move(asked.fault);
    }
    co_return !is_last && !out.fault;
}

Task<Result<void>> issue_token(ConnectContext& context, const OAuthClient& client,
                               FormTokens& out) {
    auto issue = Issue::of(client.method(), out.vars);
    const auto until = context.services.clock.boottime() + client.method().refresh.deadline;
    bool goes_on = true;
    while (goes_on) {
        CO_TRY(goes_on, co_await take_call(context, client, issue, until, out));
    }
    if (out.fault) co_return ok();
    out.vars = std::move(issue.vars);
    const auto captured =
        capture_from_token(client.method(), out.document, out.tokens.access.expose(), out.vars);
    if (!captured) out.fault = unusable(*client.provider, captured.error());
    const auto beside = members_beside(client.method());
    if (beside.empty()) co_return ok();
    out.tokens.access = pack_carried(out.tokens.access, out.tokens.refresh, beside);
    out.tokens.token_type = carried_token_type;
    co_return ok();
}

}  // namespace

Task<Result<FormTokens>> tokens_of_form(ConnectContext& context, const OAuthClient& client,
                                        const FormContent& form) {
    const auto& method = client.method();
    FormTokens out;
    out.vars = form.vars;
    out.sent = context.services.clock.boottime();
    auto packed = pack_credential(method, form.credential);
    if (is_carried(method.kind)) {
        out.tokens.access = std::move(packed);
        out.tokens.token_type = credential_type(method);
        co_return out;
    }
    CO_CHECK(check_issue(*client.provider));
    out.tokens.refresh = std::move(packed);
    CO_CHECK(co_await issue_token(context, client, out));
    co_return out;
}

}  // namespace fairlead::oauth
