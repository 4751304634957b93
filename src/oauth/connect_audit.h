// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"

namespace fairlead::oauth {

/// An audit event of a caller, to be completed.
inline AuditEvent audit_of(const Caller& caller, std::string type, std::string result) {
    AuditEvent event;
    event.type = std::move(type);
    event.workspace = caller.workspace;
    event.user = caller.user;
    event.actor = actor_of(caller);
    event.result = std::move(result);
    event.address = caller.address;
    event.request_id = caller.request_id;
    return event;
}

}  // namespace fairlead::oauth
