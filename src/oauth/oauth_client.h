// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/task.h"
#include "catalog/provider_spec.h"
#include "model/client_registration.h"
#include "model/ids.h"
#include "net/client_certificate.h"
#include "oauth/operator_secrets.h"

#include <map>
#include <memory>
#include <string>

namespace fairlead::oauth {

/// An integration ready to speak to its platform: the provider as data, and who we are there.
/// Immutable; shared by the calls under way.
struct OAuthClient {
    IntegrationId integration;
    WorkspaceId workspace;
    std::string key;  ///< the integration's key: what paths call {provider}
    std::shared_ptr<const catalog::ProviderSpec> provider;
    std::string client_id;
    Secret client_secret;                     ///< empty: a public client
    std::map<std::string, std::string> vars;  ///< set by the operator, for every connection
    SecretVars secret_vars = {};              ///< as well, and never shown
    /// The platform registered this client of itself (RFC 7591), or it is a member's app; none: it is
    /// the operator's.
    std::optional<ClientRegistrationId> registration = {};
    /// Shown by the calls that the file says show one (`mtls`); shared with them. May be null.
    std::shared_ptr<const net::ClientCertificate> certificate = {};
    std::optional<UserId> member = {};  ///< whose app it is; none: no member's

    const catalog::AuthMethod& method() const { return provider->method; }
};

/// Finds integrations with their secret opened. Thread-safe; answers on the caller's loop.
class OAuthClients {
public:
    virtual ~OAuthClients() = default;
    /// `not_found`; `conflict` when the integration is disabled or lacks what it needs; vault
    /// errors.
    virtual Task<Result<std::shared_ptr<const OAuthClient>>> find(WorkspaceId workspace,
                                                                  IntegrationId integration) = 0;

    /// The one that this connection's grant was issued to: it alone may renew and revoke it. The
    /// integration's own unless the platform registers clients itself, or the user brought an app.
    virtual Task<Result<std::shared_ptr<const OAuthClient>>> find_issued(WorkspaceId workspace,
                                                                         IntegrationId integration,
                                                                         ConnectionId connection) {
        static_cast<void>(connection);
        return find(workspace, integration);
    }
    /// The same where the registration is known; none: the integration's own.
    virtual Task<Result<std::shared_ptr<const OAuthClient>>> find_registered(
        WorkspaceId workspace, IntegrationId integration,
        std::optional<ClientRegistrationId> registration) {
        static_cast<void>(registration);
        return find(workspace, integration);
    }
    /// The platform knows this client no more: new connects begin with another one. Nothing where
    /// it is the operator's, which has no registration, or a member's app, which its owner mends.
    virtual Task<Result<void>> forget_registered(WorkspaceId workspace,
                                                 std::optional<ClientRegistrationId> registration) {
        static_cast<void>(workspace);
        static_cast<void>(registration);
        co_return ok();
    }
};

}  // namespace fairlead::oauth
