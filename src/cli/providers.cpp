// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_options.h"
#include "base/text.h"
#include "cli/administer.h"
#include "cli/command.h"

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

int check(const Arguments& arguments) {
    const auto catalog = open_catalog(arguments);
    if (!catalog) return fail(catalog.error());
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
         "Check a provider file; every fault with file, line and key",
         {{"file", "The YAML file", Kind::positional, true}},
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
