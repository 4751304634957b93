// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac_sha1.h"

#include "base/assert.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <climits>

namespace fairlead::crypto {

std::array<std::byte, 20> hmac_sha1(std::string_view key, std::string_view text) {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    FAIRLEAD_ASSERT(algorithm != nullptr && key.size() <= INT_MAX);
    // HMAC() takes a null key for "the one before"; an empty key must not look like that.
    const char* const key_bytes = key.empty() ? "" : key.data();
    std::array<std::byte, 20> digest{};
    const auto* done = HMAC(algorithm, key_bytes, static_cast<int>(key.size()),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                            reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    FAIRLEAD_ASSERT(done != nullptr);
    return digest;
}

}  // namespace fairlead::crypto
