// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include "base/text.h"

#include <limits>
#include <vector>

namespace fairlead {

std::uint64_t Random::below(std::uint64_t bound) {
    const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() -
                                std::numeric_limits<std::uint64_t>::max() % bound;
    std::uint64_t value = 0;
    do {
        fill(std::as_writable_bytes(std::span{&value, 1}));
    } while (value >= limit);
    return value % bound;
}

double Random::unit() { return static_cast<double>(below(std::uint64_t{1} << 53)) * 0x1p-53; }

std::string Random::base64url(std::size_t bytes) {
    std::vector<std::byte> raw(bytes);
    fill(raw);
    return base64url_encode(raw);
}

}  // namespace fairlead
