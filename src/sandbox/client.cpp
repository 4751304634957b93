// SPDX-License-Identifier: Apache-2.0
#include "sandbox/client.h"

#include "net/url.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

bool is_loopback(std::string_view uri) {
    const auto url = net::Url::parse(uri);
    if (!url || url->has_userinfo || uri.find('#') != std::string_view::npos) return false;
    return url->host == "localhost" || url->host == "127.0.0.1" || url->host == "::1";
}

template <class T>
void set(T& setting, const std::optional<T>& change) {
    if (change) setting = *change;
}

}  // namespace

void ClientChange::apply_to(Client& client) const {
    set(client.secret, secret);
    set(client.name, name);
    set(client.redirect_uris, redirect_uris);
    set(client.loopback_redirects, loopback_redirects);
    set(client.proof, proof);
    set(client.rotation, rotation);
    set(client.grace_ms, grace_ms);
    set(client.access_seconds, access_seconds);
    set(client.refresh_idle_days, refresh_idle_days);
    set(client.refresh_life_seconds, refresh_life_seconds);
    set(client.refresh_tokens, refresh_tokens);
    set(client.scopes, scopes);
    set(client.consent, consent);
    set(client.account, account);
    set(client.refresh_min_age_seconds, refresh_min_age_seconds);
}

bool may_redirect(const Client& client, std::string_view uri) {
    const auto& registered = client.redirect_uris;
    if (std::find(registered.begin(), registered.end(), uri) != registered.end()) return true;
    return client.loopback_redirects && is_loopback(uri);
}

const Client* find_client(const Clients& clients, std::string_view id) {
    const auto found = clients.find(id);
    return found == clients.end() ? nullptr : &found->second;
}

}  // namespace fairlead::sandbox
