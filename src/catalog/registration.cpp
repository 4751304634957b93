// SPDX-License-Identifier: Apache-2.0
#include "catalog/registration.h"

namespace fairlead::catalog {

Result<Registration> registration_of(const AuthMethod& method) {
    Registration registration;
    if (method.kind != AuthKind::mcp_oauth) return registration;
    const auto raw = from_json(method.raw);
    const auto said = [&](const char* at) {
        return scalar_text(find_pointer(raw, at)).value_or("");
    };
    const auto how = said("/register");
    if (how == "dynamic") registration.how = Registration::How::dynamic;
    if (how == "cimd") registration.how = Registration::How::document;
    TRY(registration.url, Template::parse(said("/register_url")));
    registration.discovers = said("/discover") == "true";
    return registration;
}

std::string discovered_issuer(const AuthMethod& method) {
    constexpr std::string_view document = "}/.well-known/openid-configuration";
    if (method.kind != AuthKind::oauth2_code) return {};
    // Asked at every connect: hardly any method has the member, and to read them all takes 10 us.
    if (method.raw.text.find("\"discover\"") == std::string::npos) return {};
    const auto said = scalar_text(find_pointer(from_json(method.raw), "/discover")).value_or("");
    if (!said.starts_with('{') || !said.ends_with(document)) return {};
    return said.substr(1, said.size() - 1 - document.size());
}

}  // namespace fairlead::catalog
