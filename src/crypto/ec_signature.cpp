// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt_key_material.h"
#include "crypto/openssl_error.h"

namespace fairlead::crypto {

namespace {

constexpr int half = 32;  // bytes of one number modulo the order of P-256

const unsigned char* raw_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<std::string> ec_signature_from_der(std::string_view der) {
    const unsigned char* at = raw_bytes(der);
    const EcdsaSignature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    if (!signature) return openssl_error("A signature cannot be written.");
    std::string raw(2 * half, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(raw.data());
    if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, half) != half ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + half, half) != half) {
        return openssl_error("A signature cannot be written.");
    }
    return raw;
}

Result<std::string> ec_signature_to_der(std::string_view raw) {
    if (raw.size() != 2 * half) return Error{Errc::invalid, "An ES256 signature has 64 bytes."};
    BigNumber r{BN_bin2bn(raw_bytes(raw), half, nullptr)};
    BigNumber s{BN_bin2bn(raw_bytes(raw) + half, half, nullptr)};
    const EcdsaSignature signature{ECDSA_SIG_new()};
    if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) {
        return openssl_error("A signature cannot be read.");
    }
    static_cast<void>(r.release());  // the signature owns both now
    static_cast<void>(s.release());
    const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
    if (size <= 0) return openssl_error("A signature cannot be read.");
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    if (i2d_ECDSA_SIG(signature.get(), &out) != size) {
        return openssl_error("A signature cannot be read.");
    }
    return der;
}

}  // namespace fairlead::crypto
