// SPDX-License-Identifier: Apache-2.0
#include "sandbox/code_grant.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "sandbox/platform.h"

namespace fairlead::sandbox {

namespace {

/// RFC 7636 section 4.6, S256.
bool verifies(std::string_view verifier, std::string_view challenge) {
    return !verifier.empty() &&
           crypto::equal(base64url_encode(crypto::sha256(verifier)), challenge);
}

void note_code(Realm& realm, const Call& call, const Code* code, Deed deed, const char* reason) {
    LedgerEvent event;
    const Occasion occasion = call.occasion(realm);
    event.at = occasion.now;
    event.request = occasion.request;
    event.deed = deed;
    event.kind = TokenKind::code;
    event.token = call.form.find("code");
    event.family = code ? code->family : 0;
    event.reason = reason;
    realm.ledger.record(std::move(event));
}

CodeFlaw find_flaw(const Realm& realm, const Call& call, const Code& code, const Client& client) {
    if (code.client != client.id) return CodeFlaw::of_another_client;
    if (code.used) return CodeFlaw::used;
    if (realm.clock.now() - code.issued > call.platform->code_lifetime()) return CodeFlaw::expired;
    if (call.form.find("redirect_uri") != code.redirect_uri) return CodeFlaw::redirect_uri;
    if (!code.challenge.empty() && !verifies(call.form.find("code_verifier"), code.challenge)) {
        return CodeFlaw::verifier;
    }
    return CodeFlaw::none;
}

}  // namespace

const char* to_text(CodeFlaw flaw) {
    switch (flaw) {
        case CodeFlaw::none: return "";
        case CodeFlaw::unknown: return "The code is not known.";
        case CodeFlaw::of_another_client: return "The code is another client's.";
        case CodeFlaw::used: return "The code was used before.";
        case CodeFlaw::expired: return "The code expired.";
        case CodeFlaw::redirect_uri: return "The redirect URI differs.";
        case CodeFlaw::verifier: return "The code verifier does not fit.";
        case CodeFlaw::grant_gone: return "The grant is gone.";
    }
    return "";
}

RedeemedCode redeem_code(Realm& realm, const Call& call, const Client& client) {
    Code* code = realm.flows.find_code(call.form.find("code"));
    note_code(realm, call, code, Deed::presented, "");
    auto flaw = code ? find_flaw(realm, call, *code, client) : CodeFlaw::unknown;
    Family* family = code ? realm.grants.find_family(code->family) : nullptr;
    if (flaw == CodeFlaw::none && !family) flaw = CodeFlaw::grant_gone;
    if (flaw != CodeFlaw::none) {
        note_code(realm, call, code, Deed::refused, to_text(flaw));
        if (family && code->used && code->client == client.id) {
            realm.grants.end(*family, "its code was used again", call.occasion(realm));
        }
        // A wrong try spends it too, so that nobody guesses.
        if (code && code->client == client.id) code->used = true;
        return {nullptr, flaw};
    }
    code->used = true;
    return {family, CodeFlaw::none};
}

Grants::Refreshed use_refresh_token(Realm& realm, const Call& call, const Client& client) {
    const std::string_view text = call.form.find("refresh_token");
    const Occasion occasion = call.occasion(realm);
    const Token* known = realm.grants.find_token(text);
    if (known && call.find_fault(FaultKind::revoked_refresh_token)) {
        realm.grants.end(*realm.grants.find_family(known->family), "a fault that was asked for",
                         occasion);
    }
    return realm.grants.refresh(text, client, occasion);
}

}  // namespace fairlead::sandbox
