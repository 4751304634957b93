// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.h"
#include "crypto/pem.h"
#include "target.h"

namespace fairlead::fuzz {

void try_input(std::string_view input) {
    const std::string text{input};
    static_cast<void>(crypto::read_private_pem(Secret{std::string{input}}));
    static_cast<void>(crypto::read_public_pem(text));
    static_cast<void>(crypto::KeySet::from_pem("k1", text));
    const auto certificate = crypto::read_certificate_pem(text);
    if (!certificate) return;
    const auto written = crypto::write_certificate_pem(**certificate);
    FAIRLEAD_ASSERT(written && crypto::read_certificate_pem(*written));
}

}  // namespace fairlead::fuzz
