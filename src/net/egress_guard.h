// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead::net {

/// Which addresses outgoing calls may reach (security.md 71). Denied: loopback, private,
/// link-local, CGNAT, multicast, unspecified, documentation, benchmarking, reserved, IPv4-mapped,
/// 6to4, Teredo and NAT64 forms of those, cloud metadata. All addresses a name resolves to are
/// checked; one denied address denies the name; the checked address is the one connected to.
/// Immutable, thread-safe.
class EgressGuard {
public:
    struct Exception {
        std::string host;  ///< as in the URL
        std::uint16_t port;
    };
    /// `allowed` are opened although their address is denied: the sandbox on loopback.
    explicit EgressGuard(std::vector<Exception> allowed = {});
    /// The other way round: loopback alone may be reached, for who must not call the world.
    static EgressGuard loopback_only();

    Result<void> check(const std::string& host, std::uint16_t port,
                       const std::vector<boost::asio::ip::address>& addresses) const;

    static bool is_public(const boost::asio::ip::address& address);

private:
    std::vector<Exception> allowed_;
    bool is_loopback_only_ = false;
};

}  // namespace fairlead::net
