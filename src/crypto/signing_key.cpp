// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/jwt_key_material.h"
#include "crypto/openssl_error.h"
#include "crypto/pem.h"
#include "crypto/random.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::crypto {

namespace {

Result<std::string> sign_with_private_key(const SigningKey::Impl& key, std::string_view text) {
    const DigestContext context{EVP_MD_CTX_new()};
    const auto* const in = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key.key.get(),
                              nullptr) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, in, text.size()) != 1) {
        return openssl_error("A JWT cannot be signed.");
    }
    std::string signature(size, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(context.get(), out, &size, in, text.size()) != 1) {
        return openssl_error("A JWT cannot be signed.");
    }
    signature.resize(size);
    if (key.algorithm == JwtAlgorithm::es256) return ec_signature_from_der(signature);
    return signature;
}

Result<std::string> signature_of(const SigningKey::Impl& key, std::string_view text) {
    if (key.algorithm != JwtAlgorithm::hs256) return sign_with_private_key(key, text);
    const Digest digest = hmac_sha256(key.secret.expose(), text);
    return std::string{text_of(digest)};
}

std::string encode(const json::object& object) {
    const std::string text = json::serialize(object);
    return base64url_encode(bytes_of(text));
}

}  // namespace

SigningKey::SigningKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

JwtAlgorithm SigningKey::algorithm() const { return impl_->algorithm; }

const std::string& SigningKey::kid() const { return impl_->kid; }

Result<SigningKey> SigningKey::generate(JwtAlgorithm algorithm, std::string kid) {
    if (algorithm == JwtAlgorithm::hs256) {
        std::string bytes(least_hmac_key, '\0');
        SystemRandom{}.fill(std::as_writable_bytes(std::span{bytes}));
        return shared_secret(std::move(kid), Secret{std::move(bytes)});
    }
    KeyHandle key{algorithm == JwtAlgorithm::rs256
                      ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{least_rsa_bits})
                      : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    if (!key) return openssl_error("A signing key cannot be made.");
    return SigningKey{
        std::make_shared<const Impl>(Impl{algorithm, std::move(kid), std::move(key), Secret{}})};
}

Result<SigningKey> SigningKey::from_pem(JwtAlgorithm algorithm, std::string kid,
                                        const Secret& pem) {
    if (algorithm == JwtAlgorithm::hs256) {
        return Error{Errc::invalid, "HS256 signs with a shared secret, not with a key in PEM."};
    }
    TRY(auto key, read_private_pem(pem));
    CHECK_OK(check_key_fits(algorithm, *key));
    return SigningKey{
        std::make_shared<const Impl>(Impl{algorithm, std::move(kid), std::move(key), Secret{}})};
}

Result<SigningKey> SigningKey::shared_secret(std::string kid, const Secret& secret) {
    if (secret.size() < least_hmac_key) {
        return Error{Errc::invalid, "A secret for HS256 needs at least 32 bytes."};
    }
    return SigningKey{std::make_shared<const Impl>(
        Impl{JwtAlgorithm::hs256, std::move(kid), nullptr, secret.duplicate()})};
}

Result<json::object> SigningKey::public_jwk() const {
    if (!impl_->key) return Error{Errc::invalid, "A shared secret has no public part."};
    TRY(auto jwk, write_public_jwk(impl_->algorithm, *impl_->key));
    jwk["use"] = "sig";
    jwk["alg"] = to_text(impl_->algorithm);
    if (!impl_->kid.empty()) jwk["kid"] = impl_->kid;
    return jwk;
}

Result<Secret> SigningKey::private_pem() const {
    if (!impl_->key) return Error{Errc::invalid, "A shared secret is not written as PEM."};
    return write_private_pem(*impl_->key);
}

Result<std::string> sign_jwt(const SigningKey& key, const json::object& claims,
                             std::string_view type) {
    json::object header;
    header["alg"] = to_text(key.algorithm());
    header["typ"] = type;
    if (!key.kid().empty()) header["kid"] = key.kid();
    std::string token = encode(header) + "." + encode(claims);
    TRY(const auto signature, signature_of(key.impl(), token));
    return token + "." + base64url_encode(bytes_of(signature));
}

}  // namespace fairlead::crypto
