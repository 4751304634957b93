// SPDX-License-Identifier: Apache-2.0
#include "oauth/link_token.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <algorithm>
#include <array>
#include <span>

namespace fairlead::oauth {

namespace {

constexpr std::size_t id_bytes = sizeof(Uuid::bytes);
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t text_size = (id_bytes + secret_bytes) / 3 * 4;
static_assert((id_bytes + secret_bytes) % 3 == 0);

}  // namespace

std::string new_link_token(ConnectSessionId session, Random& random) {
    std::array<std::byte, id_bytes + secret_bytes> bytes{};
    const std::span<std::byte> all{bytes};
    std::ranges::copy(std::as_bytes(std::span{session.value.bytes}), all.begin());
    random.fill(all.subspan(id_bytes));
    return base64url_encode(all);
}

std::optional<std::string> link_token_hash(std::string_view token) {
    if (token.size() != text_size) return std::nullopt;
    auto bytes = base64url_decode(token);
    if (!bytes) return std::nullopt;
    auto hash = bytes->substr(0, id_bytes);
    hash += text_of(crypto::sha256(token));
    return hash;
}

}  // namespace fairlead::oauth
