// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <string>

namespace fairlead::crypto {

/// What deriving a password costs: 19 MiB and two passes, about 25 ms. Every call below blocks
/// for that long, so it runs on a WorkPool. Thread-safe.
struct PasswordCost {
    std::size_t memory_bytes = 19 * 1024 * 1024;
    unsigned long long passes = 2;
};

/// Argon2id (RFC 9106) with a fresh salt, as a PHC string. `unavailable` without that memory.
Result<std::string> hash_password(const Secret& password, const PasswordCost& cost = {});

/// Whether the password is the one that was hashed; false for a text that is no such hash. To hide
/// that a user does not exist, verify against the hash of a random password.
bool verify_password(const std::string& hash, const Secret& password);

/// Whether a hash was made at another cost than today's: hash again at the next successful login.
bool needs_rehash(const std::string& hash, const PasswordCost& cost = {});

}  // namespace fairlead::crypto
