// SPDX-License-Identifier: Apache-2.0
// What integrations make of their rows once, and keep.
#include "catalog/registration.h"
#include "oauth/client_certificate.h"
#include "oauth/discovered_provider.h"
#include "oauth/integrations.h"

namespace fairlead::oauth {

namespace {

/// As long as what an issuer tells is kept.
constexpr std::chrono::hours discovered_kept_for{1};

/// Whoever connects cannot mend it.
Error issuer_of_operator(Error error, const std::string& name) {
    if (error.code != Errc::invalid) return error;
    error.code = Errc::conflict;
    error.reason = "integration_not_configured";
    error.faults = {{"/vars/" + name, error.message}};
    return error;
}

}  // namespace

/// As it was built, where nothing changed since. What no flow relies on may be another, and is
/// carried along.
std::shared_ptr<const OAuthClient> Integrations::built_before(
    Mutex<std::map<IntegrationId, Built>>& among, const Integration& integration,
    const std::shared_ptr<const catalog::ProviderSpec>& provider) {
    const auto built = among.lock();
    const auto found = built->find(integration.id);
    if (found == built->end()) return nullptr;
    const auto& last = found->second;
    const bool is_same =
        last.of == integration.fingerprint + provider->fingerprint && last.provider == provider;
    const bool is_over = last.until && clock_.boottime() >= *last.until;
    return is_same && !is_over ? last.client : nullptr;
}

void Integrations::keep_built(Mutex<std::map<IntegrationId, Built>>& among,
                              const Integration& integration,
                              std::shared_ptr<const catalog::ProviderSpec> provider,
                              std::shared_ptr<const OAuthClient> client) {
    Built built{integration.fingerprint + provider->fingerprint, provider, std::move(client), {}};
    if (!catalog::discovered_issuer(provider->method).empty())
        built.until = clock_.boottime() + discovered_kept_for;
    (*among.lock())[integration.id] = std::move(built);
}

Task<Result<std::shared_ptr<OAuthClient>>> Integrations::without_app(
    Integration integration, std::shared_ptr<const catalog::ProviderSpec> provider) {
    auto client = std::make_shared<OAuthClient>();
    CO_TRY(client->vars, apps_.vars_for(*provider, integration.vars));
    CO_TRY(const auto own, co_await secret_vars_of(integration));
    CO_TRY(client->secret_vars, apps_.secrets_for(*provider, own));
    CO_TRY(client->certificate, certificate_of(provider->method, client->secret_vars));
    client->integration = integration.id;
    client->workspace = integration.workspace;
    client->key = integration.key;
    const auto issuer = catalog::discovered_issuer(provider->method);
    if (!issuer.empty()) {
        auto named = client->vars.at(issuer);
        const auto told = co_await discovery_.find_issuer(std::move(named));
        if (!told) co_return issuer_of_operator(told.error(), issuer);
        CO_TRY(provider, at_addresses_of(*provider, **told));
    }
    client->provider = std::move(provider);
    co_return client;
}

}  // namespace fairlead::oauth
