// SPDX-License-Identifier: Apache-2.0
#include "oauth/jwks_cache.h"

namespace fairlead::oauth {

namespace {

constexpr std::chrono::hours keys_kept_for{1};
constexpr std::chrono::minutes between_fetches{1};
constexpr std::size_t largest_key_set = 256 * 1024;

Error unavailable(const std::string& detail) {
    return Error{Errc::provider_failed, "The platform's signing keys cannot be had.", detail};
}

}  // namespace

Task<Result<crypto::KeySet>> JwksCache::fetch(std::string url) {
    net::ClientRequest call;
    CO_TRY(call.url, net::Url::parse(url));
    call.headers.set("Accept", "application/json");
    call.max_body = largest_key_set;
    call.total_timeout = Milliseconds{10000};
    call.repeatable = true;
    CO_TRY(const auto exchange, co_await http_.send(std::move(call)));
    if (!exchange.answered()) co_return unavailable(exchange.failure.error.message);
    if (exchange.response->status != 200)
        co_return unavailable("HTTP " + std::to_string(exchange.response->status));
    const auto document = parse_json(exchange.response->body);
    if (!document) co_return unavailable(document.error().message);
    auto keys = crypto::KeySet::from_jwks(*document);
    if (!keys) co_return unavailable(keys.error().message);
    co_return *std::move(keys);
}

/// What is there, and whether this caller is to fetch. Where there is nothing, everybody is; after
/// that one a minute, whatever key ids are asked for.
bool JwksCache::claim_fetch(const std::string& url, const crypto::JwtHeader& header, Entry& found) {
    const auto now = clock_.boottime();
    const auto entries = entries_.lock();
    auto& entry = (*entries)[url];
    found = entry;
    const bool is_fresh = entry.keys && now - entry.fetched < keys_kept_for;
    if (is_fresh && entry.keys->can_verify(header.algorithm, header.kid)) return false;
    if (entry.keys && entry.was_tried && now - entry.tried < between_fetches) return false;
    entry.was_tried = true;
    entry.tried = now;
    return true;
}

Task<Result<std::shared_ptr<const crypto::KeySet>>> JwksCache::keys_for(std::string url,
                                                                        crypto::JwtHeader header) {
    Entry found;
    if (!claim_fetch(url, header, found)) {
        if (found.keys) co_return found.keys;
        co_return unavailable("they could not be fetched a moment ago");
    }
    auto fetched = co_await fetch(url);
    if (!fetched) {
        if (found.keys) co_return found.keys;
        co_return std::move(fetched).error();
    }
    auto keys = std::make_shared<const crypto::KeySet>(*std::move(fetched));
    const auto entries = entries_.lock();
    auto& entry = (*entries)[url];
    entry.keys = keys;
    entry.fetched = clock_.boottime();
    co_return keys;
}

}  // namespace fairlead::oauth
