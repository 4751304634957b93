// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/secret.h"
#include "crypto/jwt.h"
#include "crypto/openssl_handle.h"

#include <string>

namespace fairlead::crypto {

/// A public key, or the shared secret of HS256.
struct KeySet::Entry {
    std::string kid;
    JwtAlgorithm algorithm;
    KeyHandle key;
    Secret secret;
};

/// A private key, or the shared secret of HS256.
struct SigningKey::Impl {
    JwtAlgorithm algorithm;
    std::string kid;
    KeyHandle key;
    Secret secret;
};

/// RFC 7518 section 3.2: as long as the hash.
constexpr std::size_t least_hmac_key = 32;
/// The lower bound is RFC 7518's section 3.3; the upper keeps a hostile key set cheap.
constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 8192;

/// `invalid` unless the key is of the algorithm's kind and strength.
Result<void> check_key_fits(JwtAlgorithm algorithm, const EVP_PKEY& key);

/// The algorithm a key is for; `invalid` for a kind we do not know.
Result<JwtAlgorithm> algorithm_of(const EVP_PKEY& key);

/// One JWK (RFC 7517, numbers as in RFC 7518 section 6). `invalid` for what KeySet skips.
Result<KeySet::Entry> read_jwk(const json::object& jwk);
/// The public numbers of a key, without kid, use and alg.
Result<json::object> write_public_jwk(JwtAlgorithm algorithm, const EVP_PKEY& key);

/// JWS wants r and s of ECDSA side by side (RFC 7518 section 3.4), OpenSSL speaks DER.
Result<std::string> ec_signature_from_der(std::string_view der);
Result<std::string> ec_signature_to_der(std::string_view raw);

}  // namespace fairlead::crypto
