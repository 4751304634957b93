// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_issue.h"

#include "oauth/issue_call.h"
#include "oauth/token_call.h"

namespace fairlead::oauth {

namespace {

void keep(TokenAnswer answer, FormTokens& out) {
    out.tokens.access = std::move(answer.tokens.access);
    out.tokens.token_type = answer.tokens.token_type;
    out.tokens.lifetime = answer.tokens.expires_in.value_or(Seconds{0});
    out.document = std::move(answer.document);
}

Task<Result<void>> issue(ConnectContext& context, const OAuthClient& client, FormTokens& out) {
    out.sent = context.services.clock.boottime();
    const auto now = context.services.clock.now();
    auto call =
        build_issue_call(client, out.vars, out.tokens.refresh, now, context.services.random);
    // A private key that is none, say.
    if (!call && call.error().code == Errc::invalid) {
        out.fault =
            fault_of(ConnectFailure::invalid_credentials, *client.provider, call.error().message);
        co_return ok();
    }
    CO_TRY(auto asked,
           co_await call_for_token(context, client, client.method().token, std::move(call)));
    out.fault = std::move(asked.fault);
    if (out.fault) co_return ok();
    keep(std::move(asked.outcome.answer), out);
    const auto captured =
        capture_from_token(client.method(), out.document, out.tokens.access.expose(), out.vars);
    if (!captured) out.fault = unusable(*client.provider, captured.error());
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
    CO_CHECK(co_await issue(context, client, out));
    co_return out;
}

}  // namespace fairlead::oauth
