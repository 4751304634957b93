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
constexpr std::size_t most_bytes = 256 * 1024;

Error away(std::string detail) {
    return Error{.code = Errc::unavailable,
                 .message = "The keys of the token's issuer cannot be read now.",
                 .detail = std::move(detail),
                 .retry_after = between_first_fetches};
}

}  // namespace

bool JwksSource::must_fetch(const Held& held, const crypto::JwtHeader& header) const {
    const auto now = clock_.boottime();
    const bool lacks = held.keys == nullptr || !held.keys->can_verify(header.algorithm, header.kid);
    const bool wanted = lacks || now - held.fetched >= fresh;
    if (!wanted || !held.tried) return wanted;
    const auto pause = held.keys == nullptr ? between_first_fetches : between_fetches;
    return now - *held.tried >= pause;
}

JwksSource::Keys JwksSource::usable() {
    const auto held = held_.lock();
    const bool old = clock_.boottime() - held->fetched >= usable_while_away;
    return old ? nullptr : held->keys;
}

Task<Result<JwksSource::Keys>> JwksSource::keys_for(crypto::JwtHeader header) {
    if (must_fetch(*held_.lock(), header)) {
        std::function<Task<Result<Keys>>()> work = [this] { return fetch(); };
        auto fetched = co_await flights_.run(0, std::move(work));
        if (fetched) co_return fetched;
        Keys known = usable();
        if (known != nullptr) co_return known;
        co_return std::move(fetched).error();
    }
    Keys known = usable();
    if (known == nullptr) co_return away("fetched in vain a moment ago");
    co_return known;
}

Task<Result<JwksSource::Keys>> JwksSource::fetch() {
    held_.lock()->tried = clock_.boottime();
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
    request.max_body = most_bytes;
    request.total_timeout = Seconds{10};
    request.repeatable = true;
    CO_TRY(auto exchange, co_await http_.send(std::move(request)));
    if (!exchange.answered()) co_return away(exchange.failure.error.message);
    if (exchange.response->status != 200) {
        co_return away("status " + std::to_string(exchange.response->status));
    }
    auto document = parse_json(exchange.response->body, {.bytes = most_bytes});
    if (!document) co_return away(document.error().message);
    auto keys = crypto::KeySet::from_jwks(*document);
    if (!keys) co_return away(keys.error().message);
    co_return std::make_shared<const crypto::KeySet>(*std::move(keys));
}

}  // namespace fairlead::auth
