// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "base/random.h"
#include "catalog/catalog.h"
#include "model/integration.h"
#include "oauth/discovery.h"
#include "oauth/environment_apps.h"
#include "oauth/issued_clients.h"
#include "oauth/oauth_client.h"
#include "storage/integration_store.h"
#include "vault/vault.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

struct IntegrationOptions {
    /// As `EnvironmentApps` takes it.
    std::map<std::string, AppRegistration> environment;
    std::string redirect_base_url;  ///< without a slash at the end
};

/// What an admin writes of an integration (SPEC A14).
struct IntegrationEdit {
    std::string key;  ///< empty: the provider's id
    std::string provider;
    std::string method;
    std::string variant;
    std::string client_id;
    std::optional<Secret> client_secret;  ///< none: as it is
    std::vector<std::string> scopes;
    std::string redirect_uri;  ///< empty: the default one
    /// Of the method's `app` variables; what is not here is the environment's to say.
    std::map<std::string, std::string> vars;
    /// Of its secret ones: what is named here changes, "" takes a value away.
    SecretVars secret_vars = {};
    bool enabled = true;
    /// Members may connect with an app of their own; the operator need not have one then.
    bool member_apps = false;
};

/// A workspace's integrations: rows an admin made, and those the environment configures, which
/// get rows of their own at start so that connections can refer to them. A row of the API beats
/// the environment. Secrets of rows are sealed; those of the environment stay in this process's
/// memory and are never written. Thread-safe.
class Integrations final : public OAuthClients {
public:
    Integrations(storage::Database& database, const catalog::Catalog& catalog, vault::Vault& vault,
                 const Clock& clock, Random& random, net::HttpClient& http,
                 IntegrationOptions options);

    /// At start, and once there are other providers: writes the environment's rows.
    Task<Result<void>> load();

    // As OAuthClients: with its secret opened. `conflict`, reason "integration_disabled" or
    // "integration_not_configured" and a message that says what to set.
    Task<Result<std::shared_ptr<const OAuthClient>>> find(WorkspaceId workspace,
                                                          IntegrationId integration) override;
    Task<Result<std::shared_ptr<const OAuthClient>>> find_issued(WorkspaceId workspace,
                                                                 IntegrationId integration,
                                                                 ConnectionId connection) override;
    Task<Result<std::shared_ptr<const OAuthClient>>> find_registered(
        WorkspaceId workspace, IntegrationId integration,
        std::optional<ClientRegistrationId> registration) override;
    Task<Result<void>> forget_registered(WorkspaceId workspace,
                                         std::optional<ClientRegistrationId> registration) override;

    /// An integration and its client, ready for a flow.
    struct Ready {
        Integration integration;
        std::shared_ptr<const OAuthClient> client;
    };
    /// By key. `not_found`: neither an integration nor a provider is called so. A provider that
    /// nobody configured is a `conflict` that names the variables to set.
    Task<Result<Ready>> ready(WorkspaceId workspace, std::string key);

    /// The same as `user` connects: with their own app where they have one and the integration
    /// allows it, whether the operator has one or not.
    Task<Result<Ready>> ready_for(WorkspaceId workspace, UserId user, std::string key);
    /// As a flow began, with the client that its redirect was of; none: the integration's own.
    Task<Result<Ready>> ready_as(WorkspaceId workspace, std::string key,
                                 std::optional<ClientRegistrationId> registration);

    /// The row, enabled or not, configured or not.
    Task<Result<Integration>> find_row(WorkspaceId workspace, std::string key);
    Task<Result<Integration>> find_row(WorkspaceId workspace, IntegrationId id);
    Task<Result<std::vector<Integration>>> list(WorkspaceId workspace);

    /// Makes or changes one (admin). A flow begun before is refused at its callback.
    Task<Result<Integration>> put(WorkspaceId workspace, IntegrationEdit edit);
    /// Whether members may bring an app of their own, of the environment's too. `conflict`: this
    /// platform takes none.
    Task<Result<Integration>> allow_member_apps(WorkspaceId workspace, std::string key,
                                                bool allows);
    Task<Result<void>> set_enabled(WorkspaceId workspace, std::string key, bool enabled);
    /// `conflict` while connections refer to it.
    Task<Result<void>> erase(WorkspaceId workspace, std::string key);

    /// What its provider's file says of it. `conflict`, "provider_gone".
    Result<std::shared_ptr<const catalog::ProviderSpec>> spec_for(
        const Integration& integration) const;

    /// The operator's variables, with those that the environment gives; `own` is an integration's.
    Result<std::map<std::string, std::string>> operator_vars_of(
        const catalog::ProviderSpec& provider,
        const std::map<std::string, std::string>& own) const {
        return apps_.vars_for(provider, own);
    }

    const catalog::Catalog& catalog() const { return catalog_; }
    /// The clients that platforms registered themselves, and members' apps.
    IssuedClients& issued() { return issued_; }
    /// Where callbacks, and the documents that describe clients, are.
    const std::string& redirect_base_url() const { return redirect_base_url_; }

private:
    Task<Result<void>> load_one(const catalog::ProviderSummary& provider);
    Result<void> check_enabled(const Integration& integration) const;
    struct Built {
        std::string of;  ///< the fingerprints
        std::shared_ptr<const catalog::ProviderSpec> provider;
        std::shared_ptr<const OAuthClient> client;
        std::optional<std::chrono::nanoseconds> until;  ///< its issuer is to be asked again
    };
    std::shared_ptr<const OAuthClient> built_before(
        Mutex<std::map<IntegrationId, Built>>& among, const Integration& integration,
        const std::shared_ptr<const catalog::ProviderSpec>& provider);
    void keep_built(Mutex<std::map<IntegrationId, Built>>& among, const Integration& integration,
                    std::shared_ptr<const catalog::ProviderSpec> provider,
                    std::shared_ptr<const OAuthClient> client);
    Task<Result<std::shared_ptr<OAuthClient>>> without_app(
        Integration integration, std::shared_ptr<const catalog::ProviderSpec> provider);
    /// Those that are stored.
    Task<Result<SecretVars>> secret_vars_of(Integration integration);
    Task<Result<void>> put_secret_vars(Integration stored, SecretVars vars);
    Task<Result<std::shared_ptr<const OAuthClient>>> open(Integration integration);
    /// With the operator's client.
    Task<Result<Ready>> ready_of(Integration row);
    static Result<Ready> ready_with(Integration integration,
                                    std::shared_ptr<const OAuthClient> client);
    Error not_set_up(const std::string& key) const;
    // With a client that is not the operator's (integrations_issued.cpp).
    Task<Result<std::shared_ptr<const OAuthClient>>> frame_of(Integration integration);
    Task<Result<std::shared_ptr<const OAuthClient>>> open_as(Integration integration,
                                                             ClientRegistration issued);
    Task<Result<std::shared_ptr<const OAuthClient>>> find_as(Integration integration,
                                                             ClientRegistrationId registration);
    Task<Result<Secret>> secret_of(Integration integration);
    Task<Result<Secret>> own_secret(const Integration& integration,
                                    const catalog::ProviderSpec& provider);
    const catalog::ProviderSummary::Method* method_meant(const catalog::ProviderSummary& provider,
                                                         bool has_app, bool is_switched_on) const;
    bool connects_without_app(const catalog::ProviderSummary& provider,
                              const std::string& method) const;
    Task<Result<void>> put_secret(Integration stored, Secret secret);
    Integration row_of(WorkspaceId workspace, const IntegrationEdit& edit,
                       const std::optional<Integration>& old, std::string method);
    Result<void> check_edit(const catalog::ProviderSpec& spec, const IntegrationEdit& edit,
                            const SecretVars& secrets);
    std::string default_redirect_uri(const std::string& key) const;

    storage::IntegrationStore store_;
    IssuedClients issued_;
    const catalog::Catalog& catalog_;
    vault::Vault& vault_;
    const Clock& clock_;
    Random& random_;
    EnvironmentApps apps_;
    const std::string redirect_base_url_;
    Discovery discovery_;
    Mutex<std::map<IntegrationId, Built>> built_;
    Mutex<std::map<IntegrationId, Built>> frames_;  ///< without the operator's client
};

/// `invalid`: what an integration may not be called.
Result<void> check_key(const std::string& key);

/// `<P>` of a provider's id: capitals, `-` becomes `_`.
std::string environment_name(std::string_view provider);

}  // namespace fairlead::oauth
