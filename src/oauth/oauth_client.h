// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/task.h"
#include "catalog/provider_spec.h"
#include "model/ids.h"

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
};

}  // namespace fairlead::oauth
