// SPDX-License-Identifier: Apache-2.0
#include "sandbox/grants.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

bool has_grace(const Client& client) {
    switch (client.rotation) {
        case Rotation::grace_same_child:
        case Rotation::grace_siblings:
        case Rotation::grace_last_only: return true;
        default: return false;
    }
}

bool in_grace(const Token& token, const Client& client, Time now) {
    return has_grace(client) && now - *token.replaced <= Milliseconds{client.grace_ms};
}

bool rotates(const Client& client) {
    return client.rotation != Rotation::none && client.rotation != Rotation::additive;
}

/// A token that stays and ends when it is not used begins its time anew.
void stay_fresh(Token& token, const Client& client, Time now) {
    if (client.rotation != Rotation::none || client.refresh_idle_days <= 0) return;
    token.expires = now + std::chrono::hours{24 * client.refresh_idle_days};
    if (client.refresh_life_seconds > 0)
        token.expires =
            std::min(*token.expires, token.issued + Seconds{client.refresh_life_seconds});
}

}  // namespace

bool Grants::is_valid(const Token& refresh, const Client& client, Time now) const {
    if (refresh.revoked || (refresh.expires && *refresh.expires <= now)) return false;
    return !refresh.replaced || in_grace(refresh, client, now);
}

Grants::Refreshed Grants::refresh(std::string_view text, const Client& client, Occasion occasion) {
    Token* token = find(text);
    if (!token || token->kind != TokenKind::refresh) {
        LedgerEvent event;
        event.at = occasion.now;
        event.request = occasion.request;
        event.deed = Deed::refused;
        event.kind = TokenKind::refresh;
        event.token = text;
        event.reason = "unknown refresh token";
        ledger_.record(std::move(event));
        return {"The refresh token is not known.", {}};
    }
    Family& family = families_.at(token->family);
    ledger_.record(Deed::presented, *token, occasion.request, occasion.now, "");
    if (family.client != client.id) {
        return refuse(family, *token, "The refresh token is another client's.", occasion);
    }
    if (token->replaced) return use_replaced(family, *token, client, occasion);
    if (family.ended || token->revoked) {
        return refuse(family, *token, "The refresh token was revoked.", occasion);
    }
    if (token->expires && *token->expires <= occasion.now) {
        return refuse(family, *token, "The refresh token expired.", occasion);
    }
    return rotate(family, *token, client, occasion);
}

Grants::Refreshed Grants::refuse(Family& family, const Token& token, const char* reason,
                                 Occasion occasion) {
    ++family.refusals;
    ledger_.record(Deed::refused, token, occasion.request, occasion.now, reason);
    return {reason, {}};
}

/// The first use of a token that nothing replaced.
Grants::Refreshed Grants::rotate(Family& family, Token& token, const Client& client,
                                 Occasion occasion) {
    ++family.refreshes;
    Issued issued{.family = &family};
    issued.access = &add_access(family, client, &token, occasion);
    issued.refresh = &token;
    stay_fresh(token, client, occasion.now);
    if (client.rotation != Rotation::none) {
        Token& child = add_refresh(family, client, &token, occasion);
        issued.refresh = &child;
        if (rotates(client)) {
            token.replaced = occasion.now;
            token.child = child.text;
        }
    }
    forget_old(family, occasion.now);
    return {nullptr, issued};
}

Grants::Refreshed Grants::use_replaced(Family& family, Token& token, const Client& client,
                                       Occasion occasion) {
    Token* child = find(token.child);
    const bool alive = !family.ended && !token.revoked && child != nullptr;
    const bool usable = alive && (!child->replaced || client.rotation == Rotation::grace_siblings);
    if (!usable || !in_grace(token, client, occasion.now)) {
        ++family.reuses;
        ledger_.record(Deed::reused, token, occasion.request, occasion.now, "");
        // Platforms with a grace time take a reuse after it for a theft, as the strictest do.
        if (client.rotation == Rotation::strict_family || has_grace(client)) {
            end(family, "a replaced refresh token was used again", occasion);
        }
        return refuse(family, token, "The refresh token was used before.", occasion);
    }
    ++family.grace_uses;
    ++family.refreshes;
    Issued issued{.family = &family};
    issued.access = &add_access(family, client, &token, occasion);
    if (client.rotation == Rotation::grace_last_only) {
        revoke_one(*child, "a later answer replaced it", occasion);
    }
    if (client.rotation == Rotation::grace_same_child) {
        issued.refresh = child;
    } else {
        Token& sibling = add_refresh(family, client, &token, occasion);
        token.child = sibling.text;
        issued.refresh = &sibling;
    }
    return {nullptr, issued};
}

}  // namespace fairlead::sandbox
