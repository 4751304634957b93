// SPDX-License-Identifier: Apache-2.0
#include "sandbox/grants.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

/// An access token that expired is remembered so long, to say why it is refused.
constexpr Milliseconds afterlife{60000};

}  // namespace

Family& Grants::open(std::string client, std::string account, std::vector<std::string> scopes,
                     Occasion occasion) {
    const std::uint64_t id = ++last_family_;
    Family& family = families_[id];
    family.id = id;
    family.client = std::move(client);
    family.account = std::move(account);
    family.scopes = std::move(scopes);
    family.created = occasion.now;
    return family;
}

Token& Grants::add(Family& family, TokenKind kind, const Client& client, const Token* parent,
                   Occasion occasion) {
    auto made = std::make_unique<Token>();
    made->kind = kind;
    made->text =
        kind == TokenKind::access ? client.style.access_prefix : client.style.refresh_prefix;
    made->text += random_.base64url(client.style.bytes);
    made->serial = ++last_serial_;
    made->parent = parent ? parent->serial : 0;
    made->family = family.id;
    made->generation = parent ? parent->generation + 1 : 1;
    made->request = occasion.request;
    made->issued = occasion.now;
    Token& token = *made;
    tokens_.emplace(token.text, &token);
    (kind == TokenKind::access ? family.access : family.refresh).push_back(std::move(made));
    return token;
}

Token& Grants::add_access(Family& family, const Client& client, const Token* parent,
                          Occasion occasion) {
    Token& token = add(family, TokenKind::access, client, parent, occasion);
    token.expires = occasion.now + Seconds{client.access_seconds};
    ledger_.record(Deed::issued, token, occasion.request, occasion.now, "");
    return token;
}

Token& Grants::add_refresh(Family& family, const Client& client, const Token* parent,
                           Occasion occasion) {
    Token& token = add(family, TokenKind::refresh, client, parent, occasion);
    if (client.refresh_idle_days > 0) {
        token.expires = occasion.now + std::chrono::hours{24 * client.refresh_idle_days};
    }
    if (client.refresh_life_seconds > 0) {
        const Time end = occasion.now + Seconds{client.refresh_life_seconds};
        token.expires = std::min(token.expires.value_or(end), end);
    }
    ledger_.record(Deed::issued, token, occasion.request, occasion.now, "");
    return token;
}

Grants::Issued Grants::issue_first(Family& family, const Client& client, Occasion occasion) {
    Issued issued{.family = &family};
    issued.access = &add_access(family, client, nullptr, occasion);
    if (client.refresh_tokens && family.refreshable) {
        issued.refresh = &add_refresh(family, client, nullptr, occasion);
    }
    return issued;
}

const Token& Grants::exchange_access(Family& family, const Token& old, const Client& client,
                                     Seconds lifetime, Occasion occasion) {
    Token& token = add_access(family, client, &old, occasion);
    token.expires = occasion.now + lifetime;
    token.long_lived = true;
    if (old.long_lived) ++family.refreshes;
    return token;
}

std::vector<Family*> Grants::live(std::string_view client, std::string_view account) {
    std::vector<Family*> list;
    for (auto& [id, family] : families_) {
        if (!family.ended && family.client == client && family.account == account) {
            list.push_back(&family);
        }
    }
    return list;
}

bool Grants::revoke(std::string_view text, std::string_view client, Occasion occasion) {
    Token* token = find(text);
    if (!token) return false;
    Family& family = families_.at(token->family);
    if (family.client != client) return false;
    if (token->kind == TokenKind::refresh) {
        end(family, "revoked by the client", occasion);
    } else {
        revoke_one(*token, "revoked by the client", occasion);
    }
    return true;
}

void Grants::revoke_one(Token& token, const char* reason, Occasion occasion) {
    if (token.revoked) return;
    token.revoked = true;
    ledger_.record(Deed::revoked, token, occasion.request, occasion.now, reason);
}

void Grants::end(Family& family, const char* reason, Occasion occasion, Access access) {
    if (family.ended) return;
    family.ended = occasion.now;
    family.ended_by = reason;
    for (auto& token : family.refresh) {
        // What was replaced long ago is dead already; to list it all again helps nobody.
        if (!token->replaced) revoke_one(*token, reason, occasion);
        token->revoked = true;
    }
    if (access == Access::lives_on) return;
    for (auto& token : family.access) {
        if (token->expires > occasion.now) revoke_one(*token, reason, occasion);
    }
}

const Token* Grants::use_access(std::string_view text, Occasion occasion) {
    const Token* token = find(text);
    if (!token || token->kind != TokenKind::access) {
        LedgerEvent event;
        event.at = occasion.now;
        event.request = occasion.request;
        event.deed = Deed::refused;
        event.token = text;
        event.reason = "unknown access token";
        ledger_.record(std::move(event));
        return nullptr;
    }
    const char* reason = "";
    if (token->expires <= occasion.now) reason = "expired";
    if (token->revoked) reason = "revoked";
    const bool usable = *reason == '\0';
    ledger_.record(usable ? Deed::presented : Deed::refused, *token, occasion.request, occasion.now,
                   reason);
    return usable ? token : nullptr;
}

Family* Grants::find_family(std::uint64_t id) {
    const auto found = families_.find(id);
    return found == families_.end() ? nullptr : &found->second;
}

Token* Grants::find(std::string_view text) {
    const auto found = tokens_.find(text);
    return found == tokens_.end() ? nullptr : found->second;
}

const Token* Grants::find_token(std::string_view text) const {
    const auto found = tokens_.find(text);
    return found == tokens_.end() ? nullptr : found->second;
}

void Grants::note_sent(const std::vector<std::string>& texts, Sent sent) {
    for (const std::string& text : texts) {
        Token* token = find(text);
        // The same child given again: one whole answer is enough.
        if (token && token->sent != Sent::whole) token->sent = sent;
    }
}

void Grants::forget_old(Family& family, Time now) {
    while (!family.access.empty() && family.access.front()->expires < now - afterlife) {
        tokens_.erase(family.access.front()->text);
        family.access.pop_front();
    }
    while (family.refresh.size() > remembered_) {
        tokens_.erase(family.refresh.front()->text);
        family.refresh.pop_front();
    }
}

void Grants::clear() {
    tokens_.clear();
    families_.clear();
}

}  // namespace fairlead::sandbox
