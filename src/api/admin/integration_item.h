// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/model_enums.h"
#include "model/audit.h"
#include "oauth/integrations.h"
#include "oauth/provider_trial.h"

namespace fairlead::api {

/// An integration as admins see it. Never its client secret.
struct IntegrationItem {
    std::string key;
    std::string provider;
    std::string name;       ///< the provider's
    std::string guide_url;  ///< where its operators read how to register an app; may be empty
    std::string method;
    std::string variant;
    std::string client_id;
    std::vector<std::string> scopes;          ///< empty: the provider's own
    std::string redirect_uri;                 ///< to be registered with the platform, exactly so
    std::map<std::string, std::string> vars;  ///< what an admin said of the platform
    std::vector<std::string> secret_vars;     ///< the secret ones that have a value, by name
    bool enabled = true;
    bool member_apps = false;  ///< members may connect with an app of their own
    IntegrationSource source = IntegrationSource::environment;
    Time created_at;
    Time updated_at;
    std::string note;  ///< where it was just stored, what of it could not be tried; else empty
};
BOOST_DESCRIBE_STRUCT(IntegrationItem, (),
                      (key, provider, name, guide_url, method, variant, client_id, scopes,
                       redirect_uri, vars, secret_vars, enabled, member_apps, source, created_at,
                       updated_at, note))

IntegrationItem integration_item(const catalog::Catalog& catalog, Integration integration);

/// The integration of that key, if there is a row of it.
Task<Result<std::optional<Integration>>> find_integration(oauth::Integrations& integrations,
                                                          WorkspaceId workspace, std::string key);

/// One that an admin may change: `not_found`, or `conflict` for the environment's.
Task<Result<Integration>> editable_integration(oauth::Integrations& integrations,
                                               WorkspaceId workspace, std::string key);

/// Notes in the audit log, as `type`, that an admin changed this one, and shows it.
Task<Result<IntegrationItem>> note_integration(const catalog::Catalog& catalog, AuditSink& audit,
                                               Caller caller, const char* type, Integration stored);

/// What is needed to store one.
struct IntegrationKeeping {
    oauth::Integrations& integrations;
    oauth::ProviderTrial& trial;
    AuditSink& audit;
};

/// Stores what an admin wrote, and tells the audit log of it as `type`. A check path that is new is
/// tried first.
Task<Result<IntegrationItem>> store_integration(IntegrationKeeping keeping, Caller caller,
                                                const char* type, oauth::IntegrationEdit edit);

}  // namespace fairlead::api
