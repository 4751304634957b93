// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "crypto/jwt_key_material.h"
#include "crypto/openssl_error.h"

#include <openssl/core_names.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>

namespace fairlead::crypto {

namespace {

constexpr std::size_t coordinate_size = 32;

Error unusable(std::string why) {
    return Error{Errc::invalid, "The key cannot be used: " + std::move(why)};
}

/// A member's text; empty when it is absent or no string.
std::string_view member_text(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return std::string_view{value->get_string()};
}

Result<std::string> bytes_at(const json::object& jwk, std::string_view name) {
    const std::string_view text = member_text(jwk, name);
    if (text.empty()) return unusable("\"" + std::string{name} + "\" is missing.");
    auto bytes = base64url_decode(text);
    if (!bytes) return unusable("\"" + std::string{name} + "\" is not base64url.");
    return bytes;
}

const unsigned char* raw(const std::string& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Result<KeyHandle> key_of_params(const char* kind, OSSL_PARAM_BLD* builder) {
    const Params params{OSSL_PARAM_BLD_to_param(builder)};
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)};
    EVP_PKEY* made = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
        return openssl_error(Errc::invalid, "The key cannot be used: its numbers make no key.");
    }
    return KeyHandle{made};
}

Result<KeyHandle> read_rsa(const json::object& jwk) {
    TRY(const auto modulus, bytes_at(jwk, "n"));
    TRY(const auto exponent, bytes_at(jwk, "e"));
    if (modulus.size() > most_rsa_bits / 8 + 1 || exponent.size() > 8) {
        return unusable("its numbers are too long.");
    }
    const BigNumber n{BN_bin2bn(raw(modulus), static_cast<int>(modulus.size()), nullptr)};
    const BigNumber e{BN_bin2bn(raw(exponent), static_cast<int>(exponent.size()), nullptr)};
    if (!n || !e || BN_is_odd(n.get()) == 0 || BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) != 0) {
        return unusable("its numbers make no RSA key.");
    }
    const ParamBuilder builder{OSSL_PARAM_BLD_new()};
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return openssl_error("An RSA key cannot be built.");
    }
    return key_of_params("RSA", builder.get());
}

Result<KeyHandle> read_ec(const json::object& jwk) {
    if (member_text(jwk, "crv") != "P-256") return unusable("its curve is not P-256.");
    TRY(const auto x, bytes_at(jwk, "x"));
    TRY(const auto y, bytes_at(jwk, "y"));
    if (x.size() != coordinate_size || y.size() != coordinate_size) {
        return unusable("its coordinates do not have 32 bytes.");
    }
    const std::string point = "\x04" + x + y;  // uncompressed; decoding checks it is on the curve
    const ParamBuilder builder{OSSL_PARAM_BLD_new()};
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return openssl_error("An EC key cannot be built.");
    }
    return key_of_params("EC", builder.get());
}

/// RFC 7517 sections 4.2 and 4.3: what the key's owner says it is for.
bool is_for_signatures(const json::object& jwk) {
    const std::string_view use = member_text(jwk, "use");
    if (!use.empty() && use != "sig") return false;
    const json::value* const operations = jwk.if_contains("key_ops");
    if (operations == nullptr) return true;
    if (!operations->is_array()) return false;
    const auto& list = operations->get_array();
    return std::any_of(list.begin(), list.end(),
                       [](const json::value& one) { return one == "verify"; });
}

Result<KeySet::Entry> read_key(const json::object& jwk) {
    const std::string_view kind = member_text(jwk, "kty");
    std::string kid{member_text(jwk, "kid")};
    if (kind == "oct") {
        TRY(auto bytes, bytes_at(jwk, "k"));
        Secret secret{std::move(bytes)};
        if (secret.size() < least_hmac_key) return unusable("it has less than 32 bytes.");
        return KeySet::Entry{std::move(kid), JwtAlgorithm::hs256, nullptr, std::move(secret)};
    }
    if (kind == "RSA") {
        TRY(auto key, read_rsa(jwk));
        return KeySet::Entry{std::move(kid), JwtAlgorithm::rs256, std::move(key), {}};
    }
    if (kind == "EC") {
        TRY(auto key, read_ec(jwk));
        return KeySet::Entry{std::move(kid), JwtAlgorithm::es256, std::move(key), {}};
    }
    return unusable("its kind is not known.");
}

/// A number as JWK writes it: base64url, as many bytes as `size`, or as needed for 0.
Result<std::string> number_of(const EVP_PKEY& key, const char* name, std::size_t size) {
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(&key, name, &found) != 1) {
        return openssl_error("A public key cannot be written.");
    }
    const BigNumber number{found};
    const auto length = size == 0 ? BN_num_bytes(number.get()) : static_cast<int>(size);
    std::string bytes(static_cast<std::size_t>(length), '\0');
    if (BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), length) < 0) {
        return openssl_error("A public key cannot be written.");
    }
    return base64url_encode(bytes_of(bytes));
}

}  // namespace

Result<JwtAlgorithm> algorithm_of(const EVP_PKEY& key) {
    if (EVP_PKEY_is_a(&key, "RSA") == 1) return JwtAlgorithm::rs256;
    if (EVP_PKEY_is_a(&key, "EC") == 1) return JwtAlgorithm::es256;
    return unusable("it is neither RSA nor EC.");
}

Result<void> check_key_fits(JwtAlgorithm algorithm, const EVP_PKEY& key) {
    TRY(const JwtAlgorithm kind, algorithm_of(key));
    if (kind != algorithm) return unusable("it is of another kind than its algorithm.");
    if (kind == JwtAlgorithm::rs256) {
        const int bits = EVP_PKEY_get_bits(&key);
        if (bits >= least_rsa_bits && bits <= most_rsa_bits) return ok();
        return unusable("it has " + std::to_string(bits) + " bits; 2048 to 8192 are accepted.");
    }
    std::array<char, 32> curve{};
    std::size_t length = 0;
    const bool named = EVP_PKEY_get_utf8_string_param(&key, OSSL_PKEY_PARAM_GROUP_NAME,
                                                      curve.data(), curve.size(), &length) == 1;
    if (named && std::string_view{curve.data(), length} == "prime256v1") return ok();
    return unusable("its curve is not P-256.");
}

Result<KeySet::Entry> read_jwk(const json::object& jwk) {
    if (!is_for_signatures(jwk)) return unusable("it is not for signatures.");
    TRY(auto entry, read_key(jwk));
    const std::string_view named = member_text(jwk, "alg");
    if (!named.empty() && named != to_text(entry.algorithm)) {
        return unusable("it is for another algorithm.");
    }
    if (entry.key) CHECK_OK(check_key_fits(entry.algorithm, *entry.key));
    return entry;
}

Result<json::object> write_public_jwk(JwtAlgorithm algorithm, const EVP_PKEY& key) {
    json::object jwk;
    if (algorithm == JwtAlgorithm::rs256) {
        TRY(const auto n, number_of(key, OSSL_PKEY_PARAM_RSA_N, 0));
        TRY(const auto e, number_of(key, OSSL_PKEY_PARAM_RSA_E, 0));
        jwk["kty"] = "RSA";
        jwk["n"] = n;
        jwk["e"] = e;
        return jwk;
    }
    TRY(const auto x, number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, coordinate_size));
    TRY(const auto y, number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_size));
    jwk["kty"] = "EC";
    jwk["crv"] = "P-256";
    jwk["x"] = x;
    jwk["y"] = y;
    return jwk;
}

}  // namespace fairlead::crypto
