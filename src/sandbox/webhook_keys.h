// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "crypto/jwt.h"
#include "crypto/signature.h"

#include <map>
#include <optional>

namespace fairlead::sandbox {

/// The keys of platforms that prove their webhooks by one. Each is made when somebody first asks
/// for it, as few do and some take their time. Not thread-safe.
class WebhookKeys {
public:
    Result<crypto::KeyPair> pair(crypto::SignatureKind kind);
    /// RS256, as Google signs its tokens.
    Result<crypto::SigningKey> google(Random& random);

    /// Counts deliveries, from 1.
    std::uint64_t next_number() { return ++sent_; }

private:
    std::map<crypto::SignatureKind, crypto::KeyPair> pairs_;
    std::optional<crypto::SigningKey> google_;
    std::uint64_t sent_ = 0;
};

}  // namespace fairlead::sandbox
