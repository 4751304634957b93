// SPDX-License-Identifier: Apache-2.0
#include "audit/sealed_address.h"

namespace fairlead::audit {

Owner address_owner(const AuditEvent& event) {
    return event.user ? Owner::of(event.workspace, *event.user) : Owner::of(event.workspace);
}

vault::Place address_place(const AuditEvent& event, Time at) {
    return vault::Place{
        .table = "audit",
        .column = "address",
        .row = address_owner(event).id,
        .extra = {std::to_string(to_unix_ms(at)), event.type, event.actor, event.request_id}};
}

}  // namespace fairlead::audit
