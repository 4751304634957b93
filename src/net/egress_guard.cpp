// SPDX-License-Identifier: Apache-2.0
#include "net/egress_guard.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::net {
namespace {

namespace ip = boost::asio::ip;

struct Range4 {
    std::array<unsigned char, 4> start;
    unsigned bits;
};

struct Range6 {
    std::array<unsigned char, 16> start;
    unsigned bits;
};

// IANA's special-purpose registry for IPv4 (RFC 6890 and its followers), whatever is not
// globally reachable, and multicast.
constexpr std::array<Range4, 16> denied4 = {{
    {{0, 0, 0, 0}, 8},         // this network
    {{10, 0, 0, 0}, 8},        // private
    {{100, 64, 0, 0}, 10},     // carrier-grade NAT; also a cloud's metadata, 100.100.100.200
    {{127, 0, 0, 0}, 8},       // loopback
    {{168, 63, 129, 16}, 32},  // a cloud's metadata on a public address
    {{169, 254, 0, 0}, 16},    // link-local, cloud metadata
    {{172, 16, 0, 0}, 12},     // private
    {{192, 0, 0, 0}, 24},      // protocol assignments
    {{192, 0, 2, 0}, 24},      // documentation
    {{192, 88, 99, 0}, 24},    // 6to4 relays
    {{192, 168, 0, 0}, 16},    // private
    {{198, 18, 0, 0}, 15},     // benchmarking
    {{198, 51, 100, 0}, 24},   // documentation
    {{203, 0, 113, 0}, 24},    // documentation
    {{224, 0, 0, 0}, 4},       // multicast
    {{240, 0, 0, 0}, 4},       // reserved, broadcast
}};

// Only 2000::/3 is given out as global unicast; these lie in it and are not.
constexpr std::array<Range6, 5> denied6 = {{
    {{0x20, 0x01}, 23},                    // protocol assignments: Teredo, benchmarking, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32},        // documentation
    {{0x20, 0x02}, 16},                    // 6to4
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48},  // AS112 delegation
    {{0x3f, 0xff}, 20},                    // documentation
}};

template <class Bytes>
bool is_within(const Bytes& address, const Bytes& start, unsigned bits) {
    const std::size_t whole = bits / 8;
    if (!std::equal(start.begin(), start.begin() + whole, address.begin())) return false;
    const unsigned rest = bits % 8;
    if (rest == 0) return true;
    return ((address[whole] ^ start[whole]) >> (8 - rest)) == 0;
}

bool is_public4(const ip::address_v4& address) {
    const auto bytes = address.to_bytes();
    return std::none_of(denied4.begin(), denied4.end(),
                        [&](const Range4& r) { return is_within(bytes, r.start, r.bits); });
}

bool is_public6(const ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    if ((bytes[0] & 0xe0) != 0x20) return false;
    return std::none_of(denied6.begin(), denied6.end(),
                        [&](const Range6& r) { return is_within(bytes, r.start, r.bits); });
}

}  // namespace

EgressGuard::EgressGuard(std::vector<Exception> allowed) : allowed_(std::move(allowed)) {}

EgressGuard EgressGuard::loopback_only() {
    EgressGuard guard;
    guard.is_loopback_only_ = true;
    return guard;
}

bool EgressGuard::is_public(const ip::address& address) {
    return address.is_v4() ? is_public4(address.to_v4()) : is_public6(address.to_v6());
}

Result<void> EgressGuard::check(const std::string& host, std::uint16_t port,
                                const std::vector<ip::address>& addresses) const {
    const bool excepted = std::any_of(allowed_.begin(), allowed_.end(), [&](const Exception& e) {
        return e.port == port && equal_ignoring_case(e.host, host);
    });
    if (excepted) return ok();
    const auto may_reach = [&](const ip::address& address) {
        return is_loopback_only_ ? address.is_loopback() : is_public(address);
    };
    if (!addresses.empty() && std::ranges::all_of(addresses, may_reach)) return ok();
    return Error{Errc::forbidden, "The address is not one that may be called.",
                 "host " + host + " port " + std::to_string(port)};
}

}  // namespace fairlead::net
