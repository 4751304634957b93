// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::crypto {

/// The signatures we know (RFC 7518 section 3). "none" is not among them.
enum class JwtAlgorithm : std::uint8_t { hs256, rs256, es256 };

const char* to_text(JwtAlgorithm algorithm);
Result<JwtAlgorithm> parse_jwt_algorithm(std::string_view name);

/// A key to sign with. Immutable, thread-safe.
class SigningKey {
public:
    /// A fresh key: ES256 on P-256, RS256 of 2048 bits, HS256 of 32 bytes.
    static Result<SigningKey> generate(JwtAlgorithm algorithm, std::string kid);
    /// A private key in PEM (PKCS #8 or traditional), unencrypted. `invalid` for another kind of
    /// key than the algorithm wants, and for RSA below 2048 bits.
    static Result<SigningKey> from_pem(JwtAlgorithm algorithm, std::string kid, const Secret& pem);
    /// HS256. `invalid` below 32 bytes (RFC 7518 section 3.2).
    static Result<SigningKey> shared_secret(std::string kid, const Secret& secret);

    JwtAlgorithm algorithm() const;
    const std::string& kid() const;
    /// RFC 7517: kty, use, alg, kid and the public numbers. Never for HS256: `invalid`.
    Result<json::object> public_jwk() const;
    /// PKCS #8. `invalid` for HS256.
    Result<Secret> private_pem() const;

    struct Impl;
    const Impl& impl() const { return *impl_; }

private:
    explicit SigningKey(std::shared_ptr<const Impl> impl);
    std::shared_ptr<const Impl> impl_;  // copies share the one key
};

/// A signed JWT in compact form (RFC 7515 section 7.1). The header is alg, typ and, unless empty,
/// kid.
Result<std::string> sign_jwt(const SigningKey& key, const json::object& claims,
                             std::string_view type = "JWT");

/// Keys to verify with. An immutable value, thread-safe.
class KeySet {
public:
    KeySet();
    /// A JWKS document (RFC 7517 section 5). Takes RSA of 2048 to 8192 bits, EC on P-256 and oct
    /// of 32 bytes or more; skips what is for encryption, of another kind, or broken. `invalid`
    /// when it is no JWKS or nothing remains.
    static Result<KeySet> from_jwks(const json::value& document);
    /// One HS256 secret. An empty `kid` answers for tokens with any kid.
    static Result<KeySet> shared_secret(std::string kid, const Secret& secret);
    /// One public key in PEM, RSA or P-256, which decides the algorithm.
    static Result<KeySet> from_pem(std::string kid, const std::string& pem);

    /// Whether there is a key a token of this header may be checked with.
    bool can_verify(JwtAlgorithm algorithm, std::string_view kid) const;
    std::size_t size() const;

    struct Entry;
    /// The key for a token: that of its kid; without a kid, or where the only key of the algorithm
    /// has none, the only one of the algorithm. nullptr otherwise.
    const Entry* find(JwtAlgorithm algorithm, std::string_view kid) const;

private:
    explicit KeySet(std::vector<std::shared_ptr<const Entry>> keys);
    std::vector<std::shared_ptr<const Entry>> keys_;  // copies share the keys
};

/// What an unverified token says about its key: to decide whether the key set must be fetched
/// anew. Nothing else of it may be used.
struct JwtHeader {
    JwtAlgorithm algorithm;
    std::string kid;   ///< empty: none
    std::string type;  ///< `typ`, empty: none
};

/// At most 16 KiB. `unauthenticated` when it is no JWT, has an algorithm we do not know, or an
/// extension it says we must understand (`crit`).
Result<JwtHeader> read_jwt_header(std::string_view token);

/// Verifies the signature of a compact JWT and answers its claims, unchecked: see check_claims.
/// `allowed` is the caller's list of algorithms; the key must fit the algorithm too. Headers that
/// bring or name keys (jwk, jku, x5c, x5u) are ignored. Every failure is `unauthenticated`, with a
/// message that does not quote the token.
Result<json::object> verify_jwt(std::string_view token, const KeySet& keys,
                                const std::vector<JwtAlgorithm>& allowed);

}  // namespace fairlead::crypto
