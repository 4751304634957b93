// SPDX-License-Identifier: Apache-2.0
//
// Whether a server still knows a client that it registered (RFC 7592): its consent page would tell
// the person who connects, and never us.
#include "oauth/client_registrar.h"

namespace fairlead::oauth {

namespace {

constexpr std::chrono::minutes between_checks{5};
constexpr std::size_t most_checked = 10'000;
constexpr std::size_t largest_check = 64 * 1024;
constexpr Milliseconds check_patience{10000};

Result<net::ClientRequest> question(const std::string& url, const Secret& access_token) {
    net::ClientRequest call;
    TRY(call.url, net::Url::parse(url));
    call.headers.set("Accept", "application/json");
    call.headers.set("Authorization", "Bearer " + std::string{access_token.expose()});
    call.max_body = largest_check;
    call.total_timeout = check_patience;
    return call;
}

bool is_same(const Secret& one, const Secret& other) { return one.expose() == other.expose(); }

}  // namespace

bool ClientRegistrar::is_to_be_checked(ClientRegistrationId id) {
    const auto now = clock_.boottime();
    const auto checked = checked_.lock();
    if (checked->size() >= most_checked) checked->clear();
    const auto [entry, is_new] = checked->try_emplace(id, now);
    if (!is_new && now - entry->second < between_checks) return false;
    entry->second = now;
    return true;
}

/// What cannot be found out is left as it is: a wrong guess would only cost a registration more,
/// and so would the next one.
Task<Result<bool>> ClientRegistrar::is_known(const Target& target, Row row) {
    const auto ways = RegisteredWays::parse(row.details);
    if (ways.manage_url.empty() || !is_to_be_checked(row.id)) co_return true;
    CO_TRY(auto secrets, co_await integrations_.issued().secrets_of(row));
    if (secrets.access_token.empty()) co_return true;
    CO_TRY(auto call, question(ways.manage_url, secrets.access_token));
    CO_TRY(auto exchange, co_await http_.send(std::move(call)));
    if (!exchange.answered()) co_return true;
    const int status = exchange.response->status;
    if (status == 401 || status == 404 || status == 410) co_return false;
    auto told =
        read_registration(target.ask, exchange, target.ready.client->provider->name, clock_.now());
    wipe_string(exchange.response->body);
    if (told) CO_CHECK(co_await take_over(std::move(row), std::move(secrets), *std::move(told)));
    co_return true;
}

/// An answer may bring other secrets, and the ones before are over then (RFC 7592 section 2.1).
Task<Result<void>> ClientRegistrar::take_over(Row row, RegistrationSecrets old, RegisteredAs told) {
    if (told.client_id != row.client_id) co_return ok();
    if (told.client_secret.empty()) told.client_secret = old.client_secret.duplicate();
    if (told.access_token.empty()) told.access_token = old.access_token.duplicate();
    if (is_same(told.client_secret, old.client_secret) &&
        is_same(told.access_token, old.access_token))
        co_return ok();
    ++row.generation;
    auto packed = pack_secrets(told.client_secret, told.access_token);
    const auto owner = Owner::of(row.workspace);
    auto place = registration_place(row.id, row.generation);
    CO_TRY(row.sealed, co_await vault_.seal(owner, std::move(place), std::move(packed)));
    if (told.secret_expires_at) row.secret_expires_at = told.secret_expires_at;
    CO_CHECK(co_await integrations_.issued().store().renew(std::move(row)));
    co_return ok();
}

}  // namespace fairlead::oauth
