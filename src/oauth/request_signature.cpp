// SPDX-License-Identifier: Apache-2.0
#include "oauth/request_signature.h"

#include "base/text.h"
#include "crypto/hmac_sha1.h"

#include <algorithm>
#include <array>

namespace fairlead::oauth {

using catalog::SignatureMethod;

namespace {

constexpr std::size_t signature_nonce_bytes = 16;
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

const char* name_of(SignatureMethod method) {
    return method == SignatureMethod::plaintext ? "PLAINTEXT" : "HMAC-SHA1";
}

Result<void> add_encoded(net::Pairs& all, std::string_view text) {
    TRY(auto pairs, net::parse_pairs(text));
    for (auto& [name, value] : pairs) all.emplace_back(percent_encode(name), percent_encode(value));
    return ok();
}

/// Section 3.4.1.3.2: sorted once they are encoded, by name and, where that is the same, by value.
std::string normalized(net::Pairs all) {
    std::ranges::sort(all);
    std::string text;
    for (const auto& [name, value] : all) {
        if (!text.empty()) text += '&';
        text.append(name).append("=").append(value);
    }
    return text;
}

bool is_form(const net::ClientRequest& call) {
    return to_lower(call.headers.find("Content-Type").value_or("")).starts_with(form_type);
}

std::string header_of(const net::Pairs& protocol, const Secret& signature) {
    std::string header = "OAuth ";
    for (const auto& [name, value] : protocol)
        header += name + "=\"" + percent_encode(value) + "\", ";
    return header + "oauth_signature=\"" + percent_encode(signature.expose()) + "\"";
}

}  // namespace

Result<std::string> signature_base_string(const net::ClientRequest& call,
                                          const net::Pairs& protocol) {
    net::Pairs all;
    for (const auto& [name, value] : protocol)
        all.emplace_back(percent_encode(name), percent_encode(value));
    CHECK_OK(add_encoded(all, call.url.query));
    if (is_form(call)) CHECK_OK(add_encoded(all, call.body));
    return std::string{net::to_text(call.method)} + '&' +
           percent_encode(call.url.origin() + call.url.path) + '&' +
           percent_encode(normalized(std::move(all)));
}

Secret signature_of(SignatureMethod method, std::string_view base_string,
                    const Secret& client_secret, const Secret& token_secret) {
    Secret key{percent_encode(client_secret.expose()) + '&' +
               percent_encode(token_secret.expose())};
    if (method == SignatureMethod::plaintext) return key;
    return Secret{base64_encode(crypto::hmac_sha1(key.expose(), base_string))};
}

OnceOnly OnceOnly::make(Random& random, Time now) {
    std::array<std::byte, signature_nonce_bytes> bytes{};
    random.fill(bytes);
    return {hex_encode(bytes), now};
}

Result<void> sign_call(net::ClientRequest& call, const OAuthClient& client,
                       const SigningToken& token, const OnceOnly& once, const net::Pairs& more) {
    const auto method = catalog::signed_consent(client.method()).signature;
    const auto seconds = std::chrono::floor<Seconds>(once.now.time_since_epoch()).count();
    net::Pairs protocol{{"oauth_consumer_key", client.client_id},
                        {"oauth_nonce", once.nonce},
                        {"oauth_signature_method", name_of(method)},
                        {"oauth_timestamp", std::to_string(seconds)},
                        {"oauth_version", "1.0"}};
    if (!token.token.empty()) protocol.emplace_back("oauth_token", token.token.expose());
    protocol.insert(protocol.end(), more.begin(), more.end());
    TRY(auto base_string, signature_base_string(call, protocol));
    const auto signature = signature_of(method, base_string, client.client_secret, token.secret);
    call.headers.set("Authorization", header_of(protocol, signature));
    // A second copy on a fresh connection would have the same nonce.
    call.repeatable = false;
    return ok();
}

}  // namespace fairlead::oauth
