// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call.h"
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/id_token.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

Answer refuse(std::string_view error, std::string_view description) {
    return Answer::oauth_error(400, error, description);
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

Answer tell(Call& call, const Grants::Issued& issued, const Client& client,
            const std::vector<std::string>& scopes) {
    json::object document;
    document.emplace("access_token", issued.access->text);
    document.emplace("token_type", "Bearer");
    document.emplace("expires_in", client.access_seconds);
    if (issued.refresh) document.emplace("refresh_token", issued.refresh->text);
    document.emplace("scope", join(scopes, " "));
    call.issued.push_back(issued.access->text);
    if (issued.refresh) call.issued.push_back(issued.refresh->text);
    return Answer::json(std::move(document));
}

/// RFC 6749 section 4.1.3.
Answer exchange_code(Realm& realm, Call& call, const Client& client) {
    if (!call.form.has("code")) return refuse("invalid_request", "The code is missing.");
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw != CodeFlaw::none) return refuse("invalid_grant", to_text(redeemed.flaw));
    Family& family = *redeemed.family;
    const auto issued = realm.grants.issue_first(family, client, call.occasion(realm));
    Answer answer = tell(call, issued, client, family.scopes);
    if (contains(family.scopes, "openid")) {
        const auto* fault = call.find_fault(FaultKind::id_token);
        add_id_token(realm, family, fault ? fault->fault.value : "", *answer.document);
    }
    return answer;
}

/// RFC 6749 section 6.
Answer refresh_grant(Realm& realm, Call& call, const Client& client) {
    if (!call.form.has("refresh_token")) {
        return refuse("invalid_request", "The refresh token is missing.");
    }
    const Occasion occasion = call.occasion(realm);
    const std::string_view text = call.form.find("refresh_token");
    const Token* known = realm.grants.find_token(text);
    Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (family && call.find_fault(FaultKind::revoked_refresh_token)) {
        realm.grants.end(*family, "a fault that was asked for", occasion);
    }
    std::vector<std::string> scopes = split_words(call.form.find("scope"));
    for (const std::string& scope : scopes) {
        if (family && !contains(family->scopes, scope)) {
            return refuse("invalid_scope", "The grant does not have that scope.");
        }
    }
    const auto refreshed = realm.grants.refresh(text, client, occasion);
    if (refreshed.refusal) return refuse("invalid_grant", refreshed.refusal);
    return tell(call, refreshed.issued, client, scopes.empty() ? family->scopes : scopes);
}

}  // namespace

Answer answer_token(Realm& realm, Call& call) {
    if (call.request.method != net::Method::post) {
        return Answer::oauth_error(405, "invalid_request", "Only POST is understood.");
    }
    if (call.form.is_malformed()) {
        return refuse("invalid_request", "The form is broken, or names a parameter twice.");
    }
    const ClientCheck check = check_client(realm, call);
    if (check.refusal) return *check.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) {
        return refuse("invalid_grant", "The grant is not valid.");
    }
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return exchange_code(realm, call, *check.client);
    if (type == "refresh_token") return refresh_grant(realm, call, *check.client);
    if (type.empty()) return refuse("invalid_request", "The grant type is missing.");
    return refuse("unsupported_grant_type", "There are codes and refresh tokens, nothing else.");
}

/// RFC 7009.
Answer answer_revocation(Realm& realm, Call& call) {
    if (call.request.method != net::Method::post) {
        return Answer::oauth_error(405, "invalid_request", "Only POST is understood.");
    }
    if (call.form.is_malformed()) {
        return refuse("invalid_request", "The form is broken, or names a parameter twice.");
    }
    const ClientCheck check = check_client(realm, call);
    if (check.refusal) return *check.refusal;
    if (!call.form.has("token")) return refuse("invalid_request", "The token is missing.");
    const std::string_view hint = call.form.find("token_type_hint");
    if (!hint.empty() && hint != "access_token" && hint != "refresh_token") {
        return refuse("unsupported_token_type", "There is no such type of token.");
    }
    realm.grants.revoke(call.form.find("token"), check.client->id, call.occasion(realm));
    // Section 2.2: an unknown token is as good as a revoked one.
    Answer answer;
    answer.content_type = "text/plain";
    return answer;
}

}  // namespace fairlead::sandbox
