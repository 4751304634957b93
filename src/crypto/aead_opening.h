// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "crypto/aead.h"

namespace fairlead::crypto {

// Two ways to open the same thing, because a token read opens two: OpenSSL's EVP spends more on its
// parameters and on its context, from which the key must be wiped, than on the cipher. `plaintext`
// has the length of what was sealed; on failure (false) it may hold anything.

/// Whether this processor has what libsodium's AES-256-GCM needs.
bool has_fast_opening();
/// libsodium's, its key schedule on the stack. Only where has_fast_opening().
bool open_fast(KeyView key, const Aad& aad, std::string_view sealed,
               std::span<std::byte> plaintext);
/// OpenSSL's, everywhere.
bool open_portably(KeyView key, const Aad& aad, std::string_view sealed,
                   std::span<std::byte> plaintext);

}  // namespace fairlead::crypto
