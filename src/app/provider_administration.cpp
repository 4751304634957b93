// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"
#include "base/text.h"

namespace fairlead::app {
namespace {

Task<Result<std::string>> give_file(Administered on, Administration::Arguments arguments) {
    CO_TRY(const std::string id, required(arguments, "id"));
    CO_TRY(std::string text, on.base.catalog->file_of(id));
    while (text.ends_with('\n')) text.pop_back();
    co_return text;
}

Task<Result<std::string>> reload(Administered on) {
    std::string subject = "providers reload";
    CO_CHECK(co_await record_act(on.audit, "command_run", std::move(subject)));
    CO_CHECK(co_await on.custom.sources.reload());
    on.custom.sources.tell_others();
    CO_TRY(const auto reports, co_await on.custom.sources.reports());
    std::vector<std::string> lines;
    for (const auto& report : reports) {
        for (const auto& fault : report.faults) lines.push_back(fault.text());
    }
    const auto count = std::to_string(reports.size());
    if (lines.empty()) co_return count + " read, all of them in force.";
    lines.push_back(count + " read. Where one is faulty, what it said before stays in force.");
    co_return join(lines, "\n");
}

}  // namespace

void add_provider_commands(Administration& administration, Administered on) {
    using Arguments = Administration::Arguments;
    administration.add("providers.export",
                       [on](Arguments arguments) { return give_file(on, std::move(arguments)); });
    administration.add("providers.reload", [on](const Arguments&) { return reload(on); });
}

}  // namespace fairlead::app
