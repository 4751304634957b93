// SPDX-License-Identifier: Apache-2.0
#pragma once

// The domain's enumerations as they look on the wire. The domain itself knows no wire.

#include "http/shape.h"
#include "model/connection.h"
#include "model/integration.h"
#include "model/user.h"

namespace fairlead {

BOOST_DESCRIBE_ENUM(ConnectionStatus, pending, connected, expired, error, disconnected)
BOOST_DESCRIBE_ENUM(ConnectionHealth, ok, limited, expiring, degraded)
BOOST_DESCRIBE_ENUM(ConnectionReason, none, dead_refresh_token, lost_rotation, refresh_unknown,
                    revoked, no_refresh_token, vault_error, provider_config, member_app_refused,
                    provider_unavailable, identity_failed, access_refused, unfinished)
BOOST_DESCRIBE_ENUM(IntegrationSource, environment, api)
BOOST_DESCRIBE_ENUM(Role, member, admin)
BOOST_DESCRIBE_ENUM(ActAs, none, one, any)
BOOST_DESCRIBE_ENUM(CallerKind, session, api_key, jwt, open)

}  // namespace fairlead

namespace fairlead::http {

/// One scope; a set of them is a list of these names (scope_names, parse_scopes).
template <>
struct WireNames<Scope> {
    static constexpr std::pair<Scope, const char*> values[] = {
        {Scope::connections_read, "connections:read"},
        {Scope::connections_write, "connections:write"},
        {Scope::tokens_read, "tokens:read"},
        {Scope::credentials_read, "credentials:read"},
        {Scope::proxy, "proxy"},
        {Scope::records_read, "records:read"},
        {Scope::records_write, "records:write"},
        {Scope::actions, "actions"},
        {Scope::webhooks, "webhooks"},
        {Scope::admin, "admin"},
    };
};

}  // namespace fairlead::http
