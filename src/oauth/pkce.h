// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/secret.h"

#include <string>
#include <string_view>

namespace fairlead::oauth {

/// RFC 7636 section 4.1: 32 random octets as base64url, 43 characters.
Secret new_verifier(Random& random);
/// RFC 7636 section 4.2, S256.
std::string challenge_of(std::string_view verifier);
/// Whether a text can be an S256 challenge: 43 base64url characters.
bool is_challenge(std::string_view text);

}  // namespace fairlead::oauth
