// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_options.h"
#include "base/text.h"
#include "cli/administer.h"
#include "cli/command.h"

#include <map>

namespace fairlead::cli {
namespace {

using Kind = OptionSpec::Kind;

Result<std::unique_ptr<catalog::Catalog>> open_catalog(const Arguments& arguments) {
    TRY(const app::Settings settings, settings_of(arguments));
    return catalog::Catalog::create(app::catalog_options(settings));
}

int list_providers(const Arguments& arguments) {
    const auto catalog = open_catalog(arguments);
    if (!catalog) return fail(catalog.error());
    catalog::ProviderQuery query;
    query.text = arguments.get("query");
    query.group = arguments.get("category");
    for (;;) {
        const catalog::ProviderPage page = (*catalog)->list(query);
        for (const catalog::ProviderSummary& provider : page.items) {
            print(provider.id + "\t" + provider.name + "\t" + join(provider.groups, ",") + "\t" +
                  (provider.is_user_file ? "own file" : "grade " + provider.grade));
        }
        if (page.next.empty()) return 0;
        query.after = page.next;
    }
}

int show(const Arguments& arguments) {
    const auto catalog = open_catalog(arguments);
    if (!catalog) return fail(catalog.error());
    const auto text = (*catalog)->show(arguments.get("id"), arguments.get("variant"));
    if (!text) return fail(text.error());
    print(*text);
    return 0;
}

/// How many there are of each, as "12 key, 3 basic".
std::string tallied(const std::map<std::string, int>& tally) {
    std::vector<std::string> words;
    for (const auto& [name, count] : tally) words.push_back(std::to_string(count) + " " + name);
    return join(words, ", ");
}

int check_all(const catalog::Catalog& catalog) {
    const auto faults = catalog.check_all();
    for (const std::string& fault : faults) fail(fault);
    catalog::ProviderQuery query;
    query.limit = catalog.size();
    std::map<std::string, int> kinds;
    std::map<std::string, int> grades;
    const auto page = catalog.list(query);
    for (const auto& provider : page.items) {
        for (const auto& method : provider.methods) ++kinds[catalog::to_text(method.kind)];
        ++grades[provider.is_user_file ? "own file" : provider.grade];
    }
    print(std::to_string(page.items.size()) + " providers, " + std::to_string(faults.size()) +
          " faults");
    print("ways to connect: " + tallied(kinds));
    print("grades: " + tallied(grades));
    return faults.empty() ? 0 : 1;
}

int check(const Arguments& arguments) {
    const bool all = arguments.has("all");
    if (all == arguments.has("file")) {
        fail("Name a file, or say --all.");
        return 2;
    }
    const auto catalog = open_catalog(arguments);
    if (!catalog) return fail(catalog.error());
    if (all) return check_all(**catalog);
    const auto faults = (*catalog)->check_file(arguments.get("file"));
    if (!faults) return fail(faults.error());
    for (const std::string& fault : *faults) fail(fault);
    if (faults->empty()) print(arguments.get("file") + ": good");
    return faults->empty() ? 0 : 1;
}

int give_file(const Arguments& arguments) { return administer("providers.export", arguments); }
int reload(const Arguments& arguments) { return administer("providers.reload", arguments); }

}  // namespace

std::vector<CommandSpec> provider_commands() {
    return {
        {"providers",
         "list",
         "List the providers of the catalogue",
         {{"query", "Only those with this in id or name"}, {"category", "Only this category"}},
         list_providers},
        {"providers",
         "show",
         "Show a provider as it is resolved",
         {{"id", "The provider's id", Kind::positional, true}, {"variant", "Of this variant"}},
         show},
        {"providers",
         "check",
         "Check a provider file, or all there are; every fault with file, line and key",
         {{"file", "The YAML file", Kind::positional},
          {"all", "Every provider, with each variant and way to connect", Kind::flag}},
         check},
        {"providers",
         "export",
         "Print a provider as a provider file, one that was added too",
         {{"id", "The provider's id", Kind::positional, true}},
         give_file},
        {"providers",
         "reload",
         "Have the server read the provider files again, and tell their faults",
         {},
         reload},
    };
}

}  // namespace fairlead::cli
