// SPDX-License-Identifier: Apache-2.0
#include "oauth/revoke_call.h"

#include "oauth/issue_call.h"
#include "oauth/told_wait.h"

namespace fairlead::oauth {

namespace {

RevokeResult result_of(const catalog::Verdict& verdict, int status) {
    using catalog::ErrorClass;
    switch (verdict.error_class) {
        case ErrorClass::none:
        case ErrorClass::dead_token: return RevokeResult::done;
        case ErrorClass::rate_limited:
        case ErrorClass::transient:
        case ErrorClass::operator_config: return RevokeResult::later;
        default: break;
    }
    // RFC 7009 section 2.2: an unknown token is as good as a revoked one.
    if (verdict.code == "invalid_token" || status == 404 || status == 410)
        return RevokeResult::done;
    return status >= 500 || status == 408 ? RevokeResult::later : RevokeResult::impossible;
}

Result<net::ClientRequest> build(const OAuthClient& client, const Vars& vars,
                                 const LiveTokens& tokens, Time now) {
    // The credential that stands in a refresh token's place is no token.
    if (client.method().refresh.by == catalog::RefreshBy::reissue)
        return build_issue_revocation(client, vars, tokens.refresh, tokens.access, now);
    const bool has_refresh = !tokens.refresh.empty();
    const auto& token = has_refresh ? tokens.refresh : tokens.access;
    auto bindings = bindings_for(client, vars);
    // For a platform that takes the access token where others take the refresh token.
    bindings.set_secret("token", (tokens.access.empty() ? token : tokens.access).duplicate());
    bindings.set_secret("refresh", token.duplicate());
    auto fields =
        revoke_fields(token, has_refresh ? TokenHint::refresh_token : TokenHint::access_token);
    return build_token_request(client.method().revoke->request, client, std::move(fields),
                               bindings);
}

}  // namespace

RevokeAnswer judge_revocation(const catalog::AuthMethod& method, const net::Exchange& exchange,
                              Time now) {
    if (!exchange.answered()) return {RevokeResult::later, {}, exchange.failure.error.message};
    const auto& response = *exchange.response;
    const auto verdict = catalog::judge(method.errors, catalog::ErrorContext::token,
                                        response.status, response.headers, response.body);
    auto why = "HTTP " + std::to_string(response.status);
    if (!verdict.code.empty()) why += " " + verdict.code;
    const auto wait = told_wait(method, response.status, response.headers, now);
    return {result_of(verdict, response.status), wait, std::move(why)};
}

Task<Result<RevokeAnswer>> revoke_tokens(net::HttpClient& http, const OAuthClient& client,
                                         std::map<std::string, std::string> vars, LiveTokens tokens,
                                         Time now) {
    const auto& rules = client.method().revoke;
    if (!rules)
        co_return RevokeAnswer{RevokeResult::impossible, {}, "The platform has no revocation."};
    CO_TRY(auto call, build(client, vars, tokens, now));
    call.repeatable = true;
    CO_TRY(const auto exchange, co_await http.send(std::move(call)));
    co_return judge_revocation(client.method(), exchange, now);
}

}  // namespace fairlead::oauth
