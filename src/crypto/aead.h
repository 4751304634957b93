// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/key.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fairlead::crypto {

/// What a ciphertext is bound to, so that it opens nowhere else: one byte of format (1), then each
/// part with its length in four bytes, most significant first. Two lists of parts never give the
/// same bytes.
class Aad {
public:
    Aad();
    /// At most 2^32-1 bytes.
    Aad& add(std::string_view part);
    Aad& add(std::span<const std::byte> part);
    /// Eight bytes, most significant first.
    Aad& add(std::int64_t number);
    Aad& add(const char* literal) { return add(std::string_view{literal}); }

    std::string_view bytes() const { return bytes_; }

private:
    std::string bytes_;
};

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
/// How much longer a sealed text is than the text.
constexpr std::size_t seal_overhead = nonce_size + tag_size;

/// AES-256-GCM (NIST SP 800-38D). Answers nonce ‖ ciphertext ‖ tag. The nonce is random, so one
/// key may seal at most 2^32 texts. Thread-safe.
std::string seal(KeyView key, const Aad& aad, std::string_view plaintext, Random& random);

/// Opens what `seal` made with the same key and AAD. Anything else, and anything changed, answers
/// `invalid`: what exactly was wrong cannot be told.
Result<Secret> open(KeyView key, const Aad& aad, std::string_view sealed);

/// The same into memory of the caller, which must have exactly the plaintext's length. On failure
/// it holds zeros.
Result<void> open_into(KeyView key, const Aad& aad, std::string_view sealed,
                       std::span<std::byte> plaintext);

}  // namespace fairlead::crypto
