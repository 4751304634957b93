// SPDX-License-Identifier: Apache-2.0
#include "oauth/assertion.h"

#include "base/text.h"
#include "crypto/jwt.h"
#include "oauth/token_request.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::Place;

/// The longest that one is good. It is used at once; platforms allow an hour and more.
constexpr std::int64_t longest_life = 600;
constexpr std::size_t pem_line = 64;

constexpr std::string_view pem_begin = "-----BEGIN ";
constexpr std::string_view pem_dashes = "-----";

/// RFC 7468 section 3: the lines that parsers want, out of the one that is kept.
Secret pem_of(const Secret& key) {
    const auto text = key.expose();
    const auto label_end = text.find(pem_dashes, pem_begin.size());
    if (!text.starts_with(pem_begin) || label_end == std::string_view::npos) return key.duplicate();
    const auto body_from = label_end + pem_dashes.size();
    const auto body_to = text.find(pem_dashes, body_from);
    if (body_to == std::string_view::npos) return key.duplicate();
    std::string pem{text.substr(0, body_from)};
    std::size_t column = pem_line;
    for (const char c : text.substr(body_from, body_to - body_from)) {
        if (c == ' ' || c == '\n' || c == '\r') continue;
        if (column == pem_line) {
            pem += '\n';
            column = 0;
        }
        pem += c;
        ++column;
    }
    pem.append("\n").append(text.substr(body_to)).append("\n");
    return Secret{std::move(pem)};
}

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

std::string one_line_key(std::string_view text) {
    if (!text.starts_with(pem_begin)) return std::string{text};
    auto line = replace_all(std::string{text}, "\\n", "");
    std::erase_if(line, [](char c) { return c == '\n' || c == '\r'; });
    return line;
}

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
