// SPDX-License-Identifier: Apache-2.0
//
// The house platform: OAuth 2.0 and OpenID Connect by the book, with every setting in the tests'
// hands.
#include "sandbox/account.h"
#include "sandbox/consent.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr Endpoint acme_endpoints[] = {
    {"/acme/authorize", false, Place::authorize, &show_consent},
    {"/acme/authorize", true, Place::authorize, &decide_consent},
    {"/acme/token", false, Place::token, &answer_token},
    {"/acme/token", true, Place::token, &answer_token},
    {"/acme/revoke", false, Place::revoke, &answer_revocation},
    {"/acme/revoke", true, Place::revoke, &answer_revocation},
    {"/acme/me", false, Place::me, &answer_identity},
    {"/acme/me", true, Place::me, &answer_identity},
    {"/acme/jwks", false, Place::jwks, &answer_keys},
    {"/acme/.well-known/openid-configuration", false, Place::metadata, &answer_metadata},
    {"/.well-known/openid-configuration/acme", false, Place::metadata, &answer_metadata},
    {"/.well-known/oauth-authorization-server/acme", false, Place::metadata, &answer_metadata},
};

constexpr ScopeText scope_texts[] = {
    {"openid", "Know who you are"},
    {"profile", "See your name and plan"},
    {"email", "See your e-mail address"},
    {"records.read", "See your records"},
    {"records.write", "Add and change your records"},
    {"offline_access", "Keep access when you are away"},
};

class AcmePlatform final : public Platform {
public:
    std::string_view id() const override { return "acme"; }
    std::string_view name() const override { return "Acme"; }
    std::string_view about() const override {
        return "an OAuth 2.0 and OpenID Connect server, /acme/.well-known/openid-configuration";
    }
    std::span<const Endpoint> endpoints() const override { return acme_endpoints; }
    Client first_client() const override {
        return {.id = "acme-client",
                .secret = "acme-sample-secret",
                .name = "Fairlead (sample application)"};
    }

    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Account& account : sample_accounts()) {
            list.push_back({account.id, account.display_name, account.email + ", " + account.plan});
        }
        return list;
    }
    bool has_account(std::string_view id) const override { return find_account(id).has_value(); }

    std::string words_for(std::string_view scope) const override {
        return words_in(scope_texts, scope);
    }

    /// RFC 9207: the `iss` parameter.
    void complete_redirect(const Realm& realm, const Family*,
                           const std::vector<PlayedFault>& faults,
                           net::Pairs& pairs) const override {
        std::string issuer = realm.issuer;
        for (const PlayedFault& played : faults) {
            if (played.fault.kind != FaultKind::iss) continue;
            issuer = played.fault.value == "missing" ? "" : "https://elsewhere.invalid";
        }
        if (!issuer.empty()) pairs.emplace_back("iss", issuer);
    }

    Answer too_many_requests() const override {
        return Answer::oauth_error(429, "slow_down", "Too many requests.");
    }
};

}  // namespace

const Platform& acme_platform() {
    static const AcmePlatform platform;
    return platform;
}

const std::vector<std::string>& acme_scopes() {
    static const std::vector<std::string> scopes = [] {
        std::vector<std::string> names;
        for (const auto& text : scope_texts) names.emplace_back(text.scope);
        return names;
    }();
    return scopes;
}

}  // namespace fairlead::sandbox
