// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"

#include <string>
#include <utility>

namespace fairlead::api {

/// An audit event of a caller who did something and succeeded, to be completed.
inline AuditEvent audit_event(const Caller& caller, std::string type) {
    AuditEvent event;
    event.type = std::move(type);
    event.workspace = caller.workspace;
    event.user = caller.user;
    event.actor = actor_of(caller);
    event.result = "ok";
    event.address = caller.address;
    event.request_id = caller.request_id;
    return event;
}

}  // namespace fairlead::api
