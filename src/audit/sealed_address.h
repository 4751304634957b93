// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"
#include "vault/vault.h"

namespace fairlead::audit {

/// Whose key seals an event's address: the user's whom it concerns, or the workspace's.
Owner address_owner(const AuditEvent& event);

/// A row has no id before it is stored, so the address is bound to what else the row says.
vault::Place address_place(const AuditEvent& event, Time at);

}  // namespace fairlead::audit
