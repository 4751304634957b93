// SPDX-License-Identifier: Apache-2.0
#include "http/client_address.h"

#include "base/text.h"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <ranges>
#include <utility>

namespace fairlead::http {

namespace {

namespace ip = boost::asio::ip;
using Bytes = ip::address_v6::bytes_type;

/// v4 addresses are compared as the v6 ones they map to, as dual-stack sockets report them.
std::optional<Bytes> parse_address(std::string_view text) {
    boost::system::error_code code;
    const auto address = ip::make_address(text, code);
    if (code) return std::nullopt;
    if (address.is_v6()) return address.to_v6().to_bytes();
    return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
}

struct Block {
    Bytes prefix;
    unsigned bits;

    bool holds(const Bytes& address) const {
        const unsigned whole = bits / 8;
        for (unsigned i = 0; i < whole; ++i) {
            if (prefix[i] != address[i]) return false;
        }
        if (bits % 8 == 0) return true;
        const unsigned shift = 8 - bits % 8;
        return prefix[whole] >> shift == address[whole] >> shift;
    }
};

std::optional<Block> parse_block(std::string_view text) {
    const auto slash = text.find('/');
    const auto prefix = parse_address(text.substr(0, slash));
    if (!prefix) return std::nullopt;
    if (slash == std::string_view::npos) return Block{*prefix, 128};
    const bool v4 = text.find(':') == std::string_view::npos;
    const auto length = parse_integer(text.substr(slash + 1));
    if (!length || *length < 0 || *length > (v4 ? 32 : 128)) return std::nullopt;
    return Block{*prefix, static_cast<unsigned>(*length) + (v4 ? 96U : 0U)};
}

}  // namespace

struct TrustedProxies::Blocks {
    std::vector<Block> all;
};

TrustedProxies::TrustedProxies(std::unique_ptr<Blocks> blocks) : blocks_(std::move(blocks)) {}
TrustedProxies::~TrustedProxies() = default;
TrustedProxies::TrustedProxies(TrustedProxies&&) noexcept = default;
TrustedProxies& TrustedProxies::operator=(TrustedProxies&&) noexcept = default;

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& blocks) {
    auto parsed = std::make_unique<Blocks>();
    for (const std::string& text : blocks) {
        const auto block = parse_block(trim(text));
        if (!block) {
            return Error{Errc::invalid, "\"" + text + "\" is not an address or CIDR block."};
        }
        parsed->all.push_back(*block);
    }
    return TrustedProxies{std::move(parsed)};
}

bool TrustedProxies::trusts(std::string_view address) const {
    if (blocks_->all.empty()) return false;
    const auto bytes = parse_address(address);
    if (!bytes) return false;
    for (const Block& block : blocks_->all) {
        if (block.holds(*bytes)) return true;
    }
    return false;
}

std::string TrustedProxies::client_of(const net::Request& request) const {
    std::string client = request.peer;
    if (!trusts(client)) return client;
    std::vector<std::string> hops;
    for (const std::string_view field : request.headers.find_all("X-Forwarded-For")) {
        for (std::string& hop : split(field, ',')) hops.emplace_back(trim(hop));
    }
    for (const std::string& hop : std::views::reverse(hops)) {
        if (!parse_address(hop)) break;  // what lies behind rubbish is rubbish
        client = hop;
        if (!trusts(client)) break;
    }
    return client;
}

}  // namespace fairlead::http
