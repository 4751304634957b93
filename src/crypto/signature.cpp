// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature.h"

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/pem.h"

namespace fairlead::crypto {

struct KeyPair::Impl {
    SignatureKind kind;
    KeyHandle key;
};

namespace {

constexpr std::size_t rsa_bits = 2048;

const unsigned char* raw_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Ed25519 takes the text as it is.
const char* digest_of(SignatureKind kind) {
    return kind == SignatureKind::ed25519 ? nullptr : "SHA256";
}

const char* name_of(SignatureKind kind) {
    return kind == SignatureKind::ed25519 ? "ED25519" : "RSA";
}

}  // namespace

KeyPair::KeyPair(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<KeyPair> KeyPair::generate(SignatureKind kind) {
    KeyHandle key{kind == SignatureKind::ed25519
                      ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                      : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", rsa_bits)};
    if (!key) return openssl_error("A key pair cannot be made.");
    return KeyPair{std::make_shared<const Impl>(Impl{kind, std::move(key)})};
}

Result<std::string> KeyPair::sign(std::string_view text) const {
    const DigestContext context{EVP_MD_CTX_new()};
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), nullptr, digest_of(impl_->kind), nullptr, nullptr,
                              impl_->key.get(), nullptr) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, raw_bytes(text), text.size()) != 1) {
        return openssl_error("A text cannot be signed.");
    }
    std::string signature(size, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(context.get(), out, &size, raw_bytes(text), text.size()) != 1) {
        return openssl_error("A text cannot be signed.");
    }
    signature.resize(size);
    return signature;
}

Result<std::string> KeyPair::public_pem() const { return write_public_pem(*impl_->key); }

Result<bool> verify_signature(SignatureKind kind, const std::string& public_pem,
                              std::string_view text, std::string_view signature) {
    TRY(const auto key, read_public_pem(public_pem));
    if (EVP_PKEY_is_a(key.get(), name_of(kind)) != 1) {
        return Error{Errc::invalid, "This is a public key of another kind."};
    }
    const DigestContext context{EVP_MD_CTX_new()};
    if (!context || EVP_DigestVerifyInit_ex(context.get(), nullptr, digest_of(kind), nullptr,
                                            nullptr, key.get(), nullptr) != 1) {
        return openssl_error("A signature cannot be checked.");
    }
    const int verified = EVP_DigestVerify(context.get(), raw_bytes(signature), signature.size(),
                                          raw_bytes(text), text.size());
    // What is no signature at all leaves its reason in the thread's queue.
    if (verified != 1) static_cast<void>(openssl_error(""));
    return verified == 1;
}

}  // namespace fairlead::crypto
