// SPDX-License-Identifier: Apache-2.0
#include "oauth/signing_token.h"

#include "base/json.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

namespace {

constexpr const char* token_member = "oauth_token";
constexpr const char* secret_member = "oauth_token_secret";

void wipe(json::object& object) {
    for (auto& member : object) {
        if (!member.value().is_string()) continue;
        auto& text = member.value().get_string();
        wipe_memory(text.data(), text.size());
    }
}

Secret text_of(const json::object& object, const char* name) {
    const auto* found = object.if_contains(name);
    return found && found->is_string() ? Secret::copy_of(found->get_string()) : Secret{};
}

}  // namespace

Secret pack(const SigningToken& token) {
    json::object object;
    object[token_member] = token.token.expose();
    object[secret_member] = token.secret.expose();
    Secret packed{json::serialize(object)};
    wipe(object);
    return packed;
}

Result<SigningToken> unpack_signing_token(const Secret& packed) {
    auto document = parse_json(packed.expose());
    SigningToken token;
    if (document && document->is_object()) {
        auto& object = document->get_object();
        token.token = text_of(object, token_member);
        token.secret = text_of(object, secret_member);
        wipe(object);
    }
    if (!token.token.empty()) return token;
    return Error{Errc::conflict,
                 "The stored access is of another kind than the platform's. Please reconnect.",
                 "no token of OAuth 1.0a, though the provider's file says so"};
}

}  // namespace fairlead::oauth
