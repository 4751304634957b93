// SPDX-License-Identifier: Apache-2.0
#include "sandbox/account.h"
#include "sandbox/call.h"

namespace fairlead::sandbox {

namespace {

/// RFC 6750 section 3.
Answer unauthorized(std::string_view challenge, std::string_view error,
                    std::string_view description) {
    Answer answer = Answer::oauth_error(401, error, description);
    answer.headers.add("WWW-Authenticate", challenge);
    return answer;
}

}  // namespace

Answer answer_identity(Realm& realm, Call& call) {
    if (call.request.method != net::Method::get) {
        return Answer::oauth_error(405, "invalid_request", "Only GET is understood.");
    }
    const std::string_view text = bearer_token(call.request);
    if (text.empty()) {
        return unauthorized("Bearer realm=\"acme\"", "invalid_request", "A token is needed.");
    }
    const Token* token = realm.grants.use_access(text, call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const auto account = family ? find_account(family->account) : std::nullopt;
    if (!account) {
        return unauthorized("Bearer realm=\"acme\", error=\"invalid_token\"", "invalid_token",
                            "The token is not known, expired or revoked.");
    }
    json::object document;
    document.emplace("id", account->id);
    document.emplace("sub", account->id);
    document.emplace("username", account->username);
    document.emplace("display_name", account->display_name);
    document.emplace("email", account->email);
    document.emplace("plan", account->plan);
    return Answer::json(std::move(document));
}

}  // namespace fairlead::sandbox
