// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "base/single_flight.h"
#include "crypto/jwt.h"
#include "net/http_client.h"

#include <memory>

namespace fairlead::auth {

/// The keys an issuer publishes (RFC 7517), fetched when first needed, then once an hour, and when
/// a token names a key that is not among them — that at most once a minute, whoever asks
/// (security.md 33). While the issuer is away the keys last fetched stand for a day. Thread-safe.
class JwksSource {
public:
    JwksSource(net::HttpClient& http, const Clock& clock, net::Url url)
        : http_(http), clock_(clock), url_(std::move(url)) {}

    using Keys = std::shared_ptr<const crypto::KeySet>;  // shared with the tokens being verified
    /// Keys that should be able to verify a token of that header; whether they are is the
    /// caller's to see. `unavailable` when there are none at all.
    Task<Result<Keys>> keys_for(crypto::JwtHeader header);

private:
    struct Held {
        Keys keys;
        std::chrono::nanoseconds fetched{};
        std::optional<std::chrono::nanoseconds> tried;
    };
    static bool lacks(const Held& held, const crypto::JwtHeader& header);
    bool is_due(const Held& held, const crypto::JwtHeader& header) const;
    bool should_fetch(const crypto::JwtHeader& header);
    Result<Keys> known_keys(const Held& held) const;
    Task<Result<Keys>> fetch_if_due(crypto::JwtHeader header);
    Task<Result<Keys>> request();

    net::HttpClient& http_;
    const Clock& clock_;
    net::Url url_;
    Mutex<Held> held_;
    SingleFlight<int, Keys> flights_;
};

}  // namespace fairlead::auth
