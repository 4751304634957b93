// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/administration.h"
#include "app/auth_part.h"
#include "app/custom_part.h"
#include "app/foundation.h"
#include "app/oauth_part.h"
#include "audit/audit_trail.h"

namespace fairlead::app {

/// What administrative commands work on; outlives them.
struct Administered {
    Foundation& base;
    AuthPart& auth;
    OAuthPart& oauth;
    CustomPart& custom;
    audit::AuditTrail& audit;
};

/// Every command `fairlead users|apikeys|keys|connections|providers|nodes|audit …` runs. One function a group,
/// each in its own file.
void add_administrative_commands(Administration& administration, Administered on);

void add_user_commands(Administration& administration, Administered on);
void add_key_commands(Administration& administration, Administered on);
void add_connection_commands(Administration& administration, Administered on);
void add_provider_commands(Administration& administration, Administered on);
void add_node_commands(Administration& administration, Administered on);
void add_audit_commands(Administration& administration, Administered on);
/// Fail points and vacuum, in builds with testing hooks; nothing elsewhere.
void add_testing_commands(Administration& administration, Administered on);

/// The option, or `invalid` naming it.
Result<std::string> required(const Administration::Arguments& arguments, const char* name);
std::string option(const Administration::Arguments& arguments, const char* name,
                   std::string fallback);

/// An administrative act as an audit event: durable before its effect is reported.
/// `type` is a literal.
Task<Result<void>> record_act(AuditSink& audit, const char* type, std::string subject);

}  // namespace fairlead::app
