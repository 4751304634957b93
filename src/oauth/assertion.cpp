// SPDX-License-Identifier: Apache-2.0
#include "oauth/assertion.h"

#include "crypto/jwt.h"
#include "oauth/pem_text.h"
#include "oauth/token_request.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::Place;

/// The longest that one is good. It is used at once; platforms allow an hour and more.
constexpr std::int64_t longest_life = 600;

Result<crypto::SigningKey> key_of(const json::value& rule, const catalog::Bindings& bindings,
                                  std::string kid) {
    TRY(const auto algorithm,
        crypto::parse_jwt_algorithm(scalar_text(find_pointer(rule, "/alg")).value_or("")));
    TRY(const auto source,
        catalog::Template::parse(scalar_text(find_pointer(rule, "/key")).value_or("")));
    TRY(const auto key, catalog::render_secret(source, bindings, Place::text));
    return crypto::SigningKey::from_pem(algorithm, std::move(kid), pem_of(key));
}

/// What was left empty says nothing.
void drop_empty(json::object& claims) {
    for (auto it = claims.begin(); it != claims.end();) {
        const bool is_empty = it->value().is_string() && it->value().get_string().empty();
        it = is_empty ? claims.erase(it) : it + 1;
    }
}

Result<json::object> object_at(const json::value& rule, std::string_view pointer,
                               const catalog::Bindings& bindings) {
    const auto* found = find_pointer(rule, pointer);
    if (!found || !found->is_object()) return json::object{};
    auto filled = *found;
    CHECK_OK(fill_templates(filled, bindings));
    drop_empty(filled.get_object());
    return filled.get_object();
}

}  // namespace

bool has_assertion(const catalog::AuthMethod& method) {
    return find_pointer(from_json(method.raw), "/assertion") != nullptr;
}

Result<Secret> sign_assertion(const catalog::AuthMethod& method, const catalog::Bindings& bindings,
                              Time now) {
    const auto raw = from_json(method.raw);
    const auto* rule = find_pointer(raw, "/assertion");
    if (!rule) return Error{Errc::invalid, "The provider's file says no assertion."};
    TRY(const auto header, object_at(*rule, "/header", bindings));
    const auto* kid = header.if_contains("kid");
    TRY(const auto key, key_of(*rule, bindings, scalar_text(kid).value_or("")));
    TRY(auto claims, object_at(*rule, "/claims", bindings));
    const auto* told = find_pointer(*rule, "/ttl");
    const auto life = told && told->is_int64() ? told->get_int64() : longest_life;
    const auto issued = std::chrono::floor<Seconds>(now.time_since_epoch()).count();
    claims["iat"] = issued;
    claims["exp"] = issued + std::min(life, longest_life);
    TRY(auto jwt, crypto::sign_jwt(key, claims));
    return Secret{std::move(jwt)};
}

}  // namespace fairlead::oauth
