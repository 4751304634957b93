// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.h"

#include "base/assert.h"
#include "base/text.h"
#include "crypto/openssl_handle.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <climits>

namespace fairlead::crypto {

namespace {

/// Fetching an algorithm costs more than hashing a key, so it is done once.
const EVP_MD* sha256_algorithm() {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    FAIRLEAD_ASSERT(algorithm != nullptr);
    return algorithm;
}

}  // namespace

Digest sha256(std::string_view text) {
    thread_local const DigestContext context{EVP_MD_CTX_new()};
    Digest digest{};
    const bool done =
        context && EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1 &&
        EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 &&
        EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                           nullptr) == 1;
    FAIRLEAD_ASSERT(done);
    return digest;
}

std::string sha256_hex(std::string_view text) {
    const Digest digest = sha256(text);
    return hex_encode(digest);
}

Digest hmac_sha256(std::string_view key, std::string_view text) {
    FAIRLEAD_ASSERT(key.size() <= INT_MAX);
    // HMAC() takes a null key for "the one before"; an empty key must not look like that.
    const char* const key_bytes = key.empty() ? "" : key.data();
    Digest digest{};
    const auto* done = HMAC(sha256_algorithm(), key_bytes, static_cast<int>(key.size()),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                            reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    FAIRLEAD_ASSERT(done != nullptr);
    return digest;
}

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace fairlead::crypto
