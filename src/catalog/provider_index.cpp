// SPDX-License-Identifier: Apache-2.0
#include "catalog/provider_index.h"

#include "base/text.h"

#include <map>

namespace fairlead::catalog {
namespace {

constexpr const char* head = R"(# Providers

Every platform that Fairlead knows, made from `providers/` by `provider_compiler --index`. Those with
a guide were built against their documentation and are played by the sandbox. The others come from
the addresses that several open catalogues agree on, more or less; **none of them has been tried with
a real account**. The grade says how far the sources agree:

| grade | |
|---|---|
| a | both addresses confirmed by a second source |
| b | one source, or a second one that confirms a part |
| c | other sources exist, and confirm neither address |
| own | written here |

By consent (`oauth2_code`, `oauth1`, `mcp_oauth`) or by form (`key`, `basic`, `oauth2_client`,
`jwt_grant`, `login`) a platform can be connected today; the other kinds are read and checked, and
wait for their turn. Of the former, [three ways](../refused-platforms.md) are refused where they are set up,
each with its reason.

*Asks for* are the variables that whoever connects is asked for, *of the operator* those that belong to
the integration: an own installation's host, or `check_path`, a call that proves a key where none is known. What is secret
among those is sealed and never shown.

)";

/// What stands in a cell of a table.
std::string cell(std::string_view text) { return replace_all(std::string{text}, "|", "\\|"); }

struct Tally {
    std::map<std::string, int> kinds;
    std::map<std::string, int> grades;
};

std::string counted(const std::map<std::string, int>& counts) {
    std::vector<std::string> parts;
    for (const auto& [name, count] : counts)
        parts.push_back(std::to_string(count) + " " + (name.empty() ? "without" : name));
    return join(parts, ", ");
}

/// What somebody is asked for, beside what the platform asks.
std::string asked_of(const ProviderSpec& spec, VarSource whom) {
    std::vector<std::string> names;
    for (const auto& variable : spec.method.vars)
        if (variable.from == whom) names.push_back("`" + variable.name + "`");
    return join(names, ", ");
}

std::string line_of(const Catalog& catalog, const ProviderSummary& summary, Tally& tally) {
    std::vector<std::string> kinds;
    for (const auto& method : summary.methods) {
        kinds.emplace_back(to_text(method.kind));
        ++tally.kinds[kinds.back()];
    }
    ++tally.grades[summary.grade];
    const bool has_guide = !summary.about.summary.empty() && summary.id != "acme";
    const auto name =
        has_guide ? "[" + summary.name + "](" + summary.id + ".md)" : cell(summary.name);
    const auto spec = catalog.find(summary.id, "", "");
    return "| `" + summary.id + "` | " + name + " | " + join(kinds, ", ") + " | " + summary.grade +
           " | " + (spec ? cell(asked_of(**spec, VarSource::connection)) : "") + " | " +
           (spec ? cell(asked_of(**spec, VarSource::app)) : "") + " |\n";
}

}  // namespace

std::string provider_index(const Catalog& catalog) {
    ProviderQuery every;
    every.limit = catalog.size();
    Tally tally;
    std::string lines;
    const auto page = catalog.list(every);
    for (const auto& summary : page.items) lines += line_of(catalog, summary, tally);
    return head + std::to_string(page.items.size()) +
           " providers. Ways to connect them: " + counted(tally.kinds) +
           ". Grades: " + counted(tally.grades) +
           ".\n\n| id | name | how | grade | asks for | of the operator "
           "|\n|---|---|---|---|---|---|\n" +
           lines;
}

}  // namespace fairlead::catalog
