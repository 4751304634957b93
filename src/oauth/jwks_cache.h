// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "crypto/jwt.h"
#include "net/http_client.h"

#include <map>
#include <memory>
#include <string>

namespace fairlead::oauth {

/// Keys of the issuers that providers' files name (security.md 33): kept for an hour; fetched
/// anew for a key id they lack at most once a minute per URL. Thread-safe.
class JwksCache {
public:
    JwksCache(net::HttpClient& http, const Clock& clock) : http_(http), clock_(clock) {}

    /// Keys of `url` that can check a token of this header, where there are such; otherwise the
    /// ones there are. `provider_failed` when they cannot be had.
    Task<Result<std::shared_ptr<const crypto::KeySet>>> keys_for(std::string url,
                                                                 crypto::JwtHeader header);

private:
    struct Entry {
        std::shared_ptr<const crypto::KeySet> keys;
        std::chrono::nanoseconds fetched{};
        std::chrono::nanoseconds tried{};
        bool was_tried = false;
    };
    Task<Result<crypto::KeySet>> fetch(std::string url);
    bool claim_fetch(const std::string& url, const crypto::JwtHeader& header, Entry& found);

    net::HttpClient& http_;
    const Clock& clock_;
    Mutex<std::map<std::string, Entry>> entries_;
};

}  // namespace fairlead::oauth
