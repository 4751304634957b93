// SPDX-License-Identifier: Apache-2.0
#include "auth/api_keys.h"

#include "auth/api_key_cache.h"
#include "base/async.h"
#include "base/text.h"

#include <algorithm>

namespace fairlead::auth {
namespace {

constexpr std::size_t shown_size = 8;
constexpr std::size_t hidden_bytes = 32;
constexpr std::size_t hidden_size = 43;
constexpr std::size_t text_size = api_key_prefix.size() + shown_size + 1 + hidden_size;
constexpr std::size_t longest_name = 100;
constexpr Milliseconds between_writes = Seconds{60};

/// Where nodes tell each other of keys that were revoked: hashes, in hex.
constexpr const char* revoked_channel = "api-key-revoked";

/// Letters and digits alone: a double click takes all of it, and nothing is mistaken for a break.
std::string random_word(Random& random, std::size_t size) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string word;
    for (std::size_t i = 0; i < size; ++i) word += letters[random.below(letters.size())];
    return word;
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

std::string bytes_of_digest(const crypto::Digest& digest) { return std::string{text_of(digest)}; }

crypto::Digest digest_of(std::string_view bytes) {
    crypto::Digest digest{};
    std::ranges::copy(bytes_of(bytes).first(std::min(bytes.size(), digest.size())), digest.begin());
    return digest;
}

std::vector<Fault> faults_of(const NewApiKey& wanted, Time now) {
    std::vector<Fault> faults;
    const std::string name = printable(wanted.name, longest_name);
    if (name.empty() || name != wanted.name) {
        faults.push_back({"/name", "must be 1 to 100 bytes of printable text"});
    }
    if (wanted.scopes == Scope::none) faults.push_back({"/scopes", "must name at least one scope"});
    if ((wanted.act_as == ActAs::one) != wanted.user.has_value()) {
        faults.push_back({"/user", "must be there with actAs one, and only then"});
    }
    if (wanted.expires_at && *wanted.expires_at <= now) {
        faults.push_back({"/expiresAt", "must be in the future"});
    }
    return faults;
}

Error wrong_key(std::vector<Fault> faults) {
    Error error{Errc::invalid, "This API key cannot be made."};
    error.faults = std::move(faults);
    return error;
}

}  // namespace

std::optional<crypto::Digest> api_key_hash(std::string_view text) {
    constexpr std::size_t separator = api_key_prefix.size() + shown_size;
    if (text.size() != text_size || !text.starts_with(api_key_prefix)) return std::nullopt;
    if (text[separator] != '_' || !std::ranges::all_of(text, is_word)) return std::nullopt;
    return crypto::sha256(text);
}

ApiKeys::ApiKeys(Services services)
    : services_(services), cache_(std::make_unique<ApiKeyCache>(services.clock)) {
    Cache::Listener listener;
    listener.heard = [this](const std::string& hash) {
        if (const auto bytes = hex_decode(hash)) cache_->erase(digest_of(*bytes));
    };
    listener.missed = [this] { cache_->clear(); };
    revocations_ = services.cache.subscribe(revoked_channel, std::move(listener));
}

ApiKeys::~ApiKeys() = default;

Task<Result<void>> ApiKeys::check(NewApiKey wanted) {
    auto faults = faults_of(wanted, services_.clock.now());
    if (!faults.empty()) co_return wrong_key(std::move(faults));
    if (!wanted.user) co_return ok();
    CO_TRY(const auto user, co_await services_.users.find(wanted.workspace, *wanted.user));
    if (user) co_return ok();
    faults.push_back({"/user", "is not known here"});
    co_return wrong_key(std::move(faults));
}

Task<Result<ApiKeys::Created>> ApiKeys::create(NewApiKey wanted) {
    CO_CHECK(co_await check(wanted));
    std::string text{api_key_prefix};
    text += random_word(services_.random, shown_size);
    storage::ApiKey key;
    key.prefix = text;
    text += '_';
    text += services_.random.base64url(hidden_bytes);
    key.id = ApiKeyId::create(services_.clock.now(), services_.random);
    key.workspace = wanted.workspace;
    key.name = std::move(wanted.name);
    key.hash = bytes_of_digest(crypto::sha256(text));
    key.scopes = wanted.scopes;
    key.act_as = wanted.act_as;
    key.user = wanted.user;
    key.created_at = services_.clock.now();
    key.expires_at = wanted.expires_at;
    Created created{key, Secret{std::move(text)}};
    CO_CHECK(co_await services_.store.insert(std::move(key)));
    co_return created;
}

bool ApiKeys::is_usable(const storage::ApiKey& key) const {
    if (key.revoked_at) return false;
    return !key.expires_at || services_.clock.now() < *key.expires_at;
}

void ApiKeys::note_use(const storage::ApiKey& key) {
    (*uses_.lock())[key.id] = {key.workspace, key.id, services_.clock.now()};
}

ApiKeys::Key ApiKeys::find_remembered(const crypto::Digest& hash) {
    Key key = cache_->find(hash);
    return key != nullptr && is_usable(*key) ? key : nullptr;
}

Task<Result<ApiKeys::Key>> ApiKeys::find_usable(crypto::Digest hash) {
    Key key = cache_->find(hash);
    if (key == nullptr) {
        const std::uint64_t ticket = cache_->ticket(hash);
        std::string stored_hash = bytes_of_digest(hash);
        CO_TRY(auto found, co_await services_.store.find_by_hash(std::move(stored_hash)));
        // What is not known is not remembered: guesses would fill the memory.
        if (!found) co_return Key{};
        key = std::make_shared<const storage::ApiKey>(*std::move(found));
        cache_->put(hash, key, ticket);
        if (is_usable(*key)) note_use(*key);
    }
    if (!is_usable(*key)) co_return Key{};
    co_return key;
}

Task<Result<std::vector<storage::ApiKey>>> ApiKeys::list(WorkspaceId workspace) {
    return services_.store.list(workspace);
}

Task<Result<bool>> ApiKeys::revoke(WorkspaceId workspace, ApiKeyId id) {
    CO_TRY(const auto key, co_await services_.store.find(workspace, id));
    if (!key) co_return false;
    const Time now = services_.clock.now();
    CO_TRY(const bool revoked, co_await services_.store.revoke(workspace, id, now));
    cache_->erase(digest_of(key->hash));
    services_.cache.publish(revoked_channel, hex_encode(bytes_of(key->hash)));
    co_return revoked;
}

Task<Result<void>> ApiKeys::run() {
    for (;;) {
        const auto slept = co_await sleep_for(between_writes);
        const auto written = co_await write_uses();
        if (!written) {
            services_.log.failure("the last uses of API keys were not written", written.error());
        }
        if (!slept) co_return ok();
    }
}

Task<Result<void>> ApiKeys::write_uses() {
    const Uses taken = std::exchange(*uses_.lock(), {});
    if (taken.empty()) co_return ok();
    std::vector<storage::ApiKeyStore::Use> uses;
    for (const auto& [id, use] : taken) uses.push_back(use);
    auto written = co_await services_.store.set_last_used(std::move(uses));
    if (!written) {
        const auto held = uses_.lock();
        for (const auto& [id, use] : taken) held->try_emplace(id, use);
    }
    co_return written;
}

}  // namespace fairlead::auth
