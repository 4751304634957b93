// SPDX-License-Identifier: Apache-2.0
#include "auth/jwks_source.h"

#include "base/json.h"

namespace fairlead::auth {
namespace {

constexpr std::chrono::hours fresh{1};
constexpr std::chrono::hours usable_while_away{24};
constexpr std::chrono::seconds between_fetches{60};
/// Without any key nobody gets in, so that is tried again sooner.
constexpr std::chrono::seconds between_first_fetches{5};
constexpr std::size_t largest_key_set = 256 * 1024;

Error away(std::string detail) {
    return Error{.code = Errc::unavailable,
                 .message = "The keys of the token's issuer cannot be read now.",
                 .detail = std::move(detail),
                 .retry_after = between_first_fetches};
}

}  // namespace

bool JwksSource::lacks(const Held& held, const crypto::JwtHeader& header) {
    return held.keys == nullptr || !held.keys->can_verify(header.algorithm, header.kid);
}

bool JwksSource::is_due(const Held& held, const crypto::JwtHeader& header) const {
    const auto now = clock_.boottime();
    const bool wanted = lacks(held, header) || now - held.fetched >= fresh;
    if (!wanted || !held.tried) return wanted;
    const auto pause = held.keys == nullptr ? between_first_fetches : between_fetches;
    return now - *held.tried >= pause;
}

bool JwksSource::should_fetch(const crypto::JwtHeader& header) {
    const auto held = held_.lock();
    // Who lacks a key that is being fetched waits for it.
    return is_due(*held, header) || (lacks(*held, header) && flights_.flying() > 0);
}

Result<JwksSource::Keys> JwksSource::known_keys(const Held& held) const {
    const bool old = clock_.boottime() - held.fetched >= usable_while_away;
    if (held.keys != nullptr && !old) return held.keys;
    return away("the last fetch failed");
}

Task<Result<JwksSource::Keys>> JwksSource::keys_for(crypto::JwtHeader header) {
    if (should_fetch(header)) {
        std::function<Task<Result<Keys>>()> work = [this, header] { return fetch_if_due(header); };
        auto fetched = co_await flights_.run(0, std::move(work));
        if (fetched) co_return fetched;
    }
    co_return known_keys(*held_.lock());
}

Task<Result<JwksSource::Keys>> JwksSource::fetch_if_due(crypto::JwtHeader header) {
    {
        const auto held = held_.lock();
        if (!is_due(*held, header)) co_return known_keys(*held);  // somebody was faster
        held->tried = clock_.boottime();
    }
    CO_TRY(Keys keys, co_await request());
    const auto held = held_.lock();
    held->keys = keys;
    held->fetched = clock_.boottime();
    co_return keys;
}

Task<Result<JwksSource::Keys>> JwksSource::request() {
    net::ClientRequest request;
    request.url = url_;
    request.headers.add("Accept", "application/json");
    request.max_body = largest_key_set;
    request.total_timeout = Seconds{10};
    request.repeatable = true;
    CO_TRY(auto exchange, co_await http_.send(std::move(request)));
    if (!exchange.answered()) co_return away(exchange.failure.error.message);
    if (exchange.response->status != 200) {
        co_return away("status " + std::to_string(exchange.response->status));
    }
    auto document = parse_json(exchange.response->body, {.bytes = largest_key_set});
    if (!document) co_return away(document.error().message);
    auto keys = crypto::KeySet::from_jwks(*document);
    if (!keys) co_return away(keys.error().message);
    co_return std::make_shared<const crypto::KeySet>(*std::move(keys));
}

}  // namespace fairlead::auth
