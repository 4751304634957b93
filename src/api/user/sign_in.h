// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/mount.h"
#include "audit/audit_trail.h"
#include "auth/sessions.h"

namespace fairlead::api {

/// What signing somebody in takes.
struct SignIn {
    auth::Sessions& sessions;
    audit::AuditTrail& audit;

    /// Begins a session in the browser that asks and answers who it is, for somebody who has just
    /// proved to be `user`.
    Task<Result<Reply>> operator()(Context context, User user) const;
};

}  // namespace fairlead::api
