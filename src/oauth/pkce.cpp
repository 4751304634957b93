// SPDX-License-Identifier: Apache-2.0
#include "oauth/pkce.h"

#include "base/text.h"
#include "crypto/hash.h"

namespace fairlead::oauth {

Secret new_verifier(Random& random) { return Secret(random.base64url(32)); }

std::string challenge_of(std::string_view verifier) {
    return base64url_encode(crypto::sha256(verifier));
}

bool is_challenge(std::string_view text) {
    const auto decoded = base64url_decode(text);
    return decoded && decoded->size() == 32;
}

}  // namespace fairlead::oauth
