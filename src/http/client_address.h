// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "net/http_message.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::http {

/// The proxies before us whose word on the client's address counts. Immutable, thread-safe.
class TrustedProxies {
public:
    /// Addresses and CIDR blocks, v4 or v6. Refuses what is neither.
    static Result<TrustedProxies> parse(const std::vector<std::string>& blocks);
    ~TrustedProxies();
    TrustedProxies(TrustedProxies&&) noexcept;
    TrustedProxies& operator=(TrustedProxies&&) noexcept;

    bool trusts(std::string_view address) const;

    /// The nearest address, walking X-Forwarded-For from our end, that is not a trusted proxy's. A
    /// peer that is no proxy is the client, whatever its headers say.
    std::string client_of(const net::Request& request) const;

private:
    struct Blocks;
    explicit TrustedProxies(std::unique_ptr<Blocks> blocks);
    std::unique_ptr<Blocks> blocks_;
};

}  // namespace fairlead::http
