// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/foundation.h"
#include "audit/audit_trail.h"
#include "storage/audit_store.h"

namespace fairlead::app {

/// The audit log, wired.
struct AuditPart {
    explicit AuditPart(Foundation& base)
        : store(*base.database), trail({store, *base.vault, base.clock, base.log}) {}

    void start(Foundation& base) {
        base.scope.spawn(base.loops.next(), "audit counts", [this] { return trail.run(); });
    }

    storage::AuditStore store;
    audit::AuditTrail trail;
};

}  // namespace fairlead::app
