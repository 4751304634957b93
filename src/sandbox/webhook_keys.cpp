// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_keys.h"

namespace fairlead::sandbox {

namespace {

constexpr std::size_t key_id_bytes = 20;

}  // namespace

Result<crypto::KeyPair> WebhookKeys::pair(crypto::SignatureKind kind) {
    const auto known = pairs_.find(kind);
    if (known != pairs_.end()) return known->second;
    TRY(auto made, crypto::KeyPair::generate(kind));
    return pairs_.emplace(kind, std::move(made)).first->second;
}

Result<crypto::SigningKey> WebhookKeys::google(Random& random) {
    if (!google_) {
        TRY(google_, crypto::SigningKey::generate(crypto::JwtAlgorithm::rs256,
                                                  random.base64url(key_id_bytes)));
    }
    return *google_;
}

}  // namespace fairlead::sandbox
