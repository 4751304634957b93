// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/jwt_key_material.h"
#include "crypto/pem.h"

#include <openssl/err.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace fairlead::crypto {

namespace {

constexpr JsonLimits jwt_limits{.bytes = 16 * 1024, .depth = 16};

Error refused(std::string why) { return Error{Errc::unauthenticated, std::move(why)}; }

/// The three parts of a compact JWS, still encoded.
struct CompactParts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    std::string_view signed_text;  ///< header '.' payload
};

Result<CompactParts> split_token(std::string_view token) {
    if (token.size() > jwt_limits.bytes) return refused("The token is too long.");
    const std::size_t first = token.find('.');
    const std::size_t second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (second == token.npos || token.find('.', second + 1) != token.npos) {
        return refused("The token is not a signed JWT.");
    }
    return CompactParts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                        token.substr(second + 1), token.substr(0, second)};
}

Result<json::object> decode_object(std::string_view encoded) {
    const auto text = base64url_decode(encoded);
    if (!text) return refused("The token is not a signed JWT.");
    auto value = parse_json(*text, jwt_limits);
    if (!value || !value->is_object()) return refused("The token is not a signed JWT.");
    return std::move(value->get_object());
}

/// A string member; empty when absent. Another type of value is refused.
Result<std::string> optional_string(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    if (value == nullptr) return std::string{};
    if (!value->is_string()) return refused("The token's header is malformed.");
    return std::string{value->get_string()};
}

Result<JwtHeader> read_header(std::string_view encoded) {
    TRY(const auto header, decode_object(encoded));
    // RFC 7515 section 4.1.11: we know no extension, so none may be required of us.
    if (header.contains("crit")) return refused("The token requires an extension we do not know.");
    TRY(const auto name, optional_string(header, "alg"));
    const auto algorithm = parse_jwt_algorithm(name);
    if (!algorithm) return refused("The token's signature algorithm is not accepted.");
    TRY(auto kid, optional_string(header, "kid"));
    TRY(auto type, optional_string(header, "typ"));
    return JwtHeader{*algorithm, std::move(kid), std::move(type)};
}

bool verify_with_public_key(const KeySet::Entry& key, std::string_view text,
                            std::string_view signature) {
    std::string converted;
    if (key.algorithm == JwtAlgorithm::es256) {
        auto der = ec_signature_to_der(signature);
        if (!der) return false;
        converted = *std::move(der);
        signature = converted;
    }
    const DigestContext context{EVP_MD_CTX_new()};
    const bool genuine =
        context &&
        EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key.key.get(),
                                nullptr) == 1 &&
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                         signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size()) == 1;
    if (!genuine) ERR_clear_error();
    return genuine;
}

bool is_genuine(const KeySet::Entry& key, std::string_view text, std::string_view signature) {
    if (key.algorithm != JwtAlgorithm::hs256) return verify_with_public_key(key, text, signature);
    const Digest expected = hmac_sha256(key.secret.expose(), text);
    return equal(text_of(expected), signature);
}

std::shared_ptr<const KeySet::Entry> shared(KeySet::Entry entry) {
    return std::make_shared<const KeySet::Entry>(std::move(entry));
}

}  // namespace

const char* to_text(JwtAlgorithm algorithm) {
    switch (algorithm) {
        case JwtAlgorithm::hs256: return "HS256";
        case JwtAlgorithm::rs256: return "RS256";
        case JwtAlgorithm::es256: return "ES256";
    }
    return "";
}

Result<JwtAlgorithm> parse_jwt_algorithm(std::string_view name) {
    for (const auto known : {JwtAlgorithm::hs256, JwtAlgorithm::rs256, JwtAlgorithm::es256}) {
        if (name == to_text(known)) return known;
    }
    return Error{Errc::invalid, "Not a signature algorithm we know: use HS256, RS256 or ES256."};
}

KeySet::KeySet() = default;

KeySet::KeySet(std::vector<std::shared_ptr<const Entry>> keys) : keys_(std::move(keys)) {}

Result<KeySet> KeySet::from_jwks(const json::value& document) {
    const json::object* const object = document.if_object();
    const json::value* const list = object == nullptr ? nullptr : object->if_contains("keys");
    if (list == nullptr || !list->is_array()) {
        return Error{Errc::invalid, "This is not a JWK set: it has no list \"keys\"."};
    }
    std::vector<std::shared_ptr<const Entry>> keys;
    for (const json::value& one : list->get_array()) {
        if (!one.is_object()) continue;
        auto entry = read_jwk(one.get_object());
        if (entry) keys.push_back(shared(*std::move(entry)));
    }
    ERR_clear_error();
    if (keys.empty()) return Error{Errc::invalid, "The JWK set has no key that can be used."};
    return KeySet{std::move(keys)};
}

Result<KeySet> KeySet::shared_secret(std::string kid, const Secret& secret) {
    if (secret.size() < least_hmac_key) {
        return Error{Errc::invalid, "A secret for HS256 needs at least 32 bytes."};
    }
    Entry entry{std::move(kid), JwtAlgorithm::hs256, nullptr, secret.duplicate()};
    return KeySet{{shared(std::move(entry))}};
}

Result<KeySet> KeySet::from_pem(std::string kid, const std::string& pem) {
    TRY(auto key, read_public_pem(pem));
    TRY(const JwtAlgorithm algorithm, algorithm_of(*key));
    CHECK_OK(check_key_fits(algorithm, *key));
    Entry entry{std::move(kid), algorithm, std::move(key), Secret{}};
    return KeySet{{shared(std::move(entry))}};
}

const KeySet::Entry* KeySet::find(JwtAlgorithm algorithm, std::string_view kid) const {
    const Entry* only = nullptr;
    std::size_t fitting = 0;
    for (const auto& key : keys_) {
        if (key->algorithm != algorithm) continue;
        if (!kid.empty() && key->kid == kid) return key.get();
        only = key.get();
        ++fitting;
    }
    if (fitting != 1) return nullptr;
    return kid.empty() || only->kid.empty() ? only : nullptr;
}

bool KeySet::can_verify(JwtAlgorithm algorithm, std::string_view kid) const {
    return find(algorithm, kid) != nullptr;
}

std::size_t KeySet::size() const { return keys_.size(); }

Result<JwtHeader> read_jwt_header(std::string_view token) {
    TRY(const auto parts, split_token(token));
    return read_header(parts.header);
}

Result<json::object> verify_jwt(std::string_view token, const KeySet& keys,
                                const std::vector<JwtAlgorithm>& allowed) {
    TRY(const auto parts, split_token(token));
    TRY(const auto header, read_header(parts.header));
    if (std::find(allowed.begin(), allowed.end(), header.algorithm) == allowed.end()) {
        return refused("The token's signature algorithm is not accepted.");
    }
    const KeySet::Entry* const key = keys.find(header.algorithm, header.kid);
    if (key == nullptr) return refused("The token is signed with a key we do not know.");
    const auto signature = base64url_decode(parts.signature);
    if (!signature || !is_genuine(*key, parts.signed_text, *signature)) {
        return refused("The token's signature is wrong.");
    }
    return decode_object(parts.payload);
}

}  // namespace fairlead::crypto
