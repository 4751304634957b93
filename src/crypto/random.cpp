// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include "base/assert.h"

#include <openssl/rand.h>

#include <algorithm>
#include <climits>

namespace fairlead::crypto {

void SystemRandom::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        const auto part = out.first(std::min<std::size_t>(out.size(), INT_MAX));
        const int filled = RAND_bytes(reinterpret_cast<unsigned char*>(part.data()),
                                      static_cast<int>(part.size()));
        FAIRLEAD_ASSERT(filled == 1);
        out = out.subspan(part.size());
    }
}

}  // namespace fairlead::crypto
