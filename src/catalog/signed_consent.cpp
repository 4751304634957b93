// SPDX-License-Identifier: Apache-2.0
#include "catalog/signed_consent.h"

#include "catalog/node_reader.h"

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, SignatureMethod> signatures[]{
    {"hmac_sha1", SignatureMethod::hmac_sha1}, {"plaintext", SignatureMethod::plaintext}};

/// The signature is what proves the client, and an answer is as RFC 5849 has it (sections 2.1, 2.3).
Request read_signed_call(const NodeReader& node, const std::vector<Template>& base) {
    if (!node.exists()) return {};
    auto request = read_request(node, base, {.client = ClientAuth::omitted});
    if (request.client != ClientAuth::omitted || request.bearer != Bearer::none)
        node.fault("the call is signed: it takes neither client nor bearer");
    if (!node.has("read_as")) request.read_as = ReadAs::form;
    const auto read = node.at("read");
    if (!read.has("access")) request.read.access = {"/oauth_token"};
    if (!read.has("secret")) request.read.other["secret"] = {"/oauth_token_secret"};
    // A lifetime and whatever else OAuth 2 sends is there where the file says so.
    if (!read.has("expires_in")) request.read.expires_in.clear();
    request.read.refresh.clear();
    request.read.id_token.clear();
    request.read.token_type.clear();
    return request;
}

SignedConsent read_signed_consent(const NodeReader& node, const std::vector<Template>& base) {
    SignedConsent consent;
    consent.request = read_signed_call(node.at("request"), base);
    consent.signature = node.at("signature").word(signatures);
    return consent;
}

}  // namespace

void read_signed_method(const NodeReader& node, AuthMethod& method) {
    if (method.authorize.url.empty())
        node.at("authorize").fault("expected url, the page that asks the user");
    if (!node.has("request")) node.fault("expected request, the call for temporary credentials");
    if (!node.has("token")) node.fault("expected token, the call that takes the verifier");
    for (const auto* key : {"attach", "exchange", "introspect", "issuer", "refresh", "revoke"})
        if (node.has(key)) node.at(key).fault("does not go with oauth1");
    if (!node.at("authorize").has("code_in")) method.authorize.code_in = "oauth_verifier";
    method.token = read_signed_call(node.at("token"), method.api.base);
    method.refresh.by = RefreshBy::none;
    read_signed_consent(node, method.api.base);  // for its faults
}

SignedConsent signed_consent(const AuthMethod& method) {
    const auto raw = from_json(method.raw);
    Faults found;  // of a file that was read before, so there are none
    const NodeReader node{&raw, "", found};
    return read_signed_consent(node, method.api.base);
}

}  // namespace fairlead::catalog
