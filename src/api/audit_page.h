// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/cursors.h"
#include "audit/audit_trail.h"
#include "base/text.h"

#include <string>
#include <utility>

namespace fairlead::api {

/// A page of the audit log, newest first. `list` names the list and its filters, as Cursors wants
/// it; each entry becomes an item by `item_of`.
template <class Item>
Task<Result<http::Page<Item>>> audit_page(audit::AuditTrail& audit, const Cursors& cursors,
                                          Caller caller, std::string list,
                                          storage::AuditStore::Filter filter, ListInput input,
                                          Item (*item_of)(audit::AuditTrail::Entry)) {
    if (input.cursor) {
        CO_TRY(const auto position, co_await cursors.open(caller, list, *input.cursor));
        CO_TRY(filter.before, parse_integer(position));
    }
    const int limit = *input.limit;
    CO_TRY(auto page, co_await audit.list(caller.workspace, std::move(filter), limit));
    http::Page<Item> output;
    for (auto& entry : page.entries) output.items.push_back(item_of(std::move(entry)));
    if (page.next) {
        std::string position = std::to_string(*page.next);
        CO_TRY(output.next_cursor, co_await cursors.seal(caller, list, std::move(position)));
    }
    co_return output;
}

}  // namespace fairlead::api
