// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call.h"
#include "sandbox/client_check.h"
#include "sandbox/id_token.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

Answer refuse(std::string_view error, std::string_view description) {
    return Answer::oauth_error(400, error, description);
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// RFC 7636 section 4.6, S256.
bool verifies(std::string_view verifier, std::string_view challenge) {
    return !verifier.empty() &&
           crypto::equal(base64url_encode(crypto::sha256(verifier)), challenge);
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

void note_code(Acme& acme, const Call& call, const Code* code, Deed deed, const char* reason) {
    LedgerEvent event;
    const Occasion occasion = call.occasion(acme);
    event.at = occasion.now;
    event.request = occasion.request;
    event.deed = deed;
    event.kind = TokenKind::code;
    event.token = call.form.find("code");
    event.family = code ? code->family : 0;
    event.reason = reason;
    acme.ledger.record(std::move(event));
}

/// Why a code that was found cannot be exchanged, or nullptr.
const char* find_flaw(const Acme& acme, const Call& call, const Code& code, const Client& client) {
    if (code.client != client.id) return "The code is another client's.";
    if (code.used) return "The code was used before.";
    if (acme.clock.now() - code.issued > Flows::code_lifetime) return "The code expired.";
    if (call.form.find("redirect_uri") != code.redirect_uri) return "The redirect URI differs.";
    if (!verifies(call.form.find("code_verifier"), code.challenge)) {
        return "The code verifier does not fit.";
    }
    return nullptr;
}

/// RFC 6749 section 4.1.3.
Answer exchange_code(Acme& acme, Call& call, const Client& client) {
    if (!call.form.has("code")) return refuse("invalid_request", "The code is missing.");
    Code* code = acme.flows.find_code(call.form.find("code"));
    note_code(acme, call, code, Deed::presented, "");
    const char* flaw = code ? find_flaw(acme, call, *code, client) : "The code is not known.";
    Family* family = code ? acme.grants.find_family(code->family) : nullptr;
    const Occasion occasion = call.occasion(acme);
    if (!flaw && !family) flaw = "The grant is gone.";
    if (flaw) {
        note_code(acme, call, code, Deed::refused, flaw);
        // RFC 6749 section 4.1.2: what came of a code that is used twice is revoked.
        if (family && code->used && code->client == client.id) {
            acme.grants.end(*family, "its code was used again", occasion);
        }
        // A wrong try spends it too, so that nobody guesses.
        if (code && code->client == client.id) code->used = true;
        return refuse("invalid_grant", flaw);
    }
    code->used = true;
    const auto issued = acme.grants.issue_first(*family, client, occasion);
    Answer answer = tell(call, issued, client, family->scopes);
    if (contains(family->scopes, "openid")) {
        const auto* fault = call.find_fault(FaultKind::id_token);
        add_id_token(acme, *family, fault ? fault->fault.value : "", *answer.document);
    }
    return answer;
}

/// RFC 6749 section 6.
Answer refresh_grant(Acme& acme, Call& call, const Client& client) {
    if (!call.form.has("refresh_token")) {
        return refuse("invalid_request", "The refresh token is missing.");
    }
    const Occasion occasion = call.occasion(acme);
    const std::string_view text = call.form.find("refresh_token");
    const Token* known = acme.grants.find_token(text);
    Family* family = known ? acme.grants.find_family(known->family) : nullptr;
    if (family && call.find_fault(FaultKind::revoked_refresh_token)) {
        acme.grants.end(*family, "a fault that was asked for", occasion);
    }
    std::vector<std::string> scopes = split_words(call.form.find("scope"));
    for (const std::string& scope : scopes) {
        if (family && !contains(family->scopes, scope)) {
            return refuse("invalid_scope", "The grant does not have that scope.");
        }
    }
    const auto refreshed = acme.grants.refresh(text, client, occasion);
    if (refreshed.refusal) return refuse("invalid_grant", refreshed.refusal);
    return tell(call, refreshed.issued, client, scopes.empty() ? family->scopes : scopes);
}

}  // namespace

Answer answer_token(Acme& acme, Call& call) {
    if (call.request.method != net::Method::post) {
        return Answer::oauth_error(405, "invalid_request", "Only POST is understood.");
    }
    if (call.form.is_malformed()) {
        return refuse("invalid_request", "The form is broken, or names a parameter twice.");
    }
    const ClientCheck check = check_client(acme, call);
    if (check.refusal) return *check.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) {
        return refuse("invalid_grant", "The grant is not valid.");
    }
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return exchange_code(acme, call, *check.client);
    if (type == "refresh_token") return refresh_grant(acme, call, *check.client);
    if (type.empty()) return refuse("invalid_request", "The grant type is missing.");
    return refuse("unsupported_grant_type", "There are codes and refresh tokens, nothing else.");
}

/// RFC 7009.
Answer answer_revocation(Acme& acme, Call& call) {
    if (call.request.method != net::Method::post) {
        return Answer::oauth_error(405, "invalid_request", "Only POST is understood.");
    }
    if (call.form.is_malformed()) {
        return refuse("invalid_request", "The form is broken, or names a parameter twice.");
    }
    const ClientCheck check = check_client(acme, call);
    if (check.refusal) return *check.refusal;
    if (!call.form.has("token")) return refuse("invalid_request", "The token is missing.");
    const std::string_view hint = call.form.find("token_type_hint");
    if (!hint.empty() && hint != "access_token" && hint != "refresh_token") {
        return refuse("unsupported_token_type", "There is no such type of token.");
    }
    acme.grants.revoke(call.form.find("token"), check.client->id, call.occasion(acme));
    // Section 2.2: an unknown token is as good as a revoked one.
    Answer answer;
    answer.content_type = "text/plain";
    return answer;
}

}  // namespace fairlead::sandbox
