// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"
#include "base/text.h"

namespace fairlead::app {
namespace {

constexpr int most_per_page = 200;

std::string line_of(const audit::AuditTrail::Entry& entry) {
    const AuditEvent& event = entry.event;
    std::string line = to_rfc3339(entry.at) + "  " + event.type + "  " + event.result;
    if (!event.provider.empty()) line += "  " + event.provider;
    if (event.connection) line += "  connection " + event.connection->text();
    if (event.user) line += "  user " + event.user->text();
    return line + "  by " + event.actor;
}

Task<Result<std::string>> list_entries(Administered on, Administration::Arguments arguments) {
    CO_TRY(std::int64_t left, parse_integer(option(arguments, "limit", "50")));
    storage::AuditStore::Filter filter;
    if (arguments.contains("type")) filter.type = arguments.at("type");
    std::vector<std::string> lines;
    while (left > 0) {
        const int limit = static_cast<int>(std::min<std::int64_t>(left, most_per_page));
        CO_TRY(const auto page, co_await on.audit.list(default_workspace, filter, limit));
        for (const auto& entry : page.entries) lines.push_back(line_of(entry));
        left -= std::ssize(page.entries);
        if (!page.next) break;
        filter.before = page.next;
    }
    co_return join(lines, "\n");
}

}  // namespace

void add_audit_commands(Administration& administration, Administered on) {
    administration.add("audit.list", [on](Administration::Arguments arguments) {
        return list_entries(on, std::move(arguments));
    });
}

}  // namespace fairlead::app
