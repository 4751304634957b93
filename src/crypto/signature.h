// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace fairlead::crypto {

/// Signatures of a text by a key pair, as webhooks carry them: without the frame of a JWT.
enum class SignatureKind : std::uint8_t {
    ed25519,     ///< RFC 8032
    rsa_sha256,  ///< RFC 8017 section 8.2: PKCS #1 v1.5
};

/// A fresh key pair. Immutable, thread-safe.
class KeyPair {
public:
    /// RSA of 2048 bits.
    static Result<KeyPair> generate(SignatureKind kind);

    /// The signature's bytes.
    Result<std::string> sign(std::string_view text) const;
    /// SubjectPublicKeyInfo.
    Result<std::string> public_pem() const;

    struct Impl;

private:
    explicit KeyPair(std::shared_ptr<const Impl> impl);
    std::shared_ptr<const Impl> impl_;  // copies share the one key
};

/// Whether a signature of these bytes is of this text and the key's. `invalid` where the PEM is no
/// public key, or one of another kind.
Result<bool> verify_signature(SignatureKind kind, const std::string& public_pem,
                              std::string_view text, std::string_view signature);

}  // namespace fairlead::crypto
