// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include "base/assert.h"

#include <sodium.h>

#include <array>

namespace fairlead::crypto {

namespace {

void ready_sodium() {
    static const bool ready = sodium_init() >= 0;
    FAIRLEAD_ASSERT(ready);
}

/// libsodium reads a hash as a C string in a buffer of at most this length.
bool could_be_hash(const std::string& hash) {
    return hash.size() < crypto_pwhash_STRBYTES && hash.find('\0') == std::string::npos &&
           hash.starts_with(crypto_pwhash_argon2id_STRPREFIX);
}

}  // namespace

Result<std::string> hash_password(const Secret& password, const PasswordCost& cost) {
    ready_sodium();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const std::string_view text = password.expose();
    if (crypto_pwhash_argon2id_str(hash.data(), text.data(), text.size(), cost.passes,
                                   cost.memory_bytes) != 0) {
        return Error{Errc::unavailable, "There is not enough memory to check passwords now."};
    }
    return std::string{hash.data()};
}

bool verify_password(const std::string& hash, const Secret& password) {
    ready_sodium();
    if (!could_be_hash(hash)) return false;
    const std::string_view text = password.expose();
    return crypto_pwhash_argon2id_str_verify(hash.c_str(), text.data(), text.size()) == 0;
}

bool needs_rehash(const std::string& hash, const PasswordCost& cost) {
    ready_sodium();
    if (!could_be_hash(hash)) return true;
    return crypto_pwhash_argon2id_str_needs_rehash(hash.c_str(), cost.passes, cost.memory_bytes) !=
           0;
}

}  // namespace fairlead::crypto
