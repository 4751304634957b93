// SPDX-License-Identifier: Apache-2.0
#include "custom/custom_providers.h"

#include "base/text.h"
#include "catalog/yaml_document.h"

#include <algorithm>

namespace fairlead::custom {

namespace {

constexpr const char* id_rule = "custom- and then a-z, 0-9 or -, at most 64 characters";

bool is_good_id(const std::string& id) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return id.starts_with(catalog::added_prefix) && id.size() > catalog::added_prefix.size() &&
           id.size() <= catalog::longest_added_id && std::ranges::all_of(id, is_good);
}

/// What the file says at the top; empty: nothing, or it cannot be read.
std::string said_in(const std::string& text, const char* key) {
    const auto document = catalog::parse_yaml(text, "");
    if (!document.faults.empty()) return {};
    const auto* value = document.root.get_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->get_string()}
                                                  : std::string{};
}

Error no_provider() {
    return Error{Errc::not_found, "There is no such provider of this workspace."};
}

Error refused(std::vector<Fault> faults) {
    const auto count = faults.size();
    return Error{.code = Errc::invalid,
                 .message = count == 1
                                ? std::string{"One thing is wrong with this provider."}
                                : std::to_string(count) + " things are wrong with this provider.",
                 .faults = std::move(faults)};
}

std::vector<Fault> faults_in_file(const std::vector<catalog::FileFault>& faults) {
    std::vector<Fault> found;
    for (const auto& fault : faults) found.push_back({"/file", fault.text()});
    return found;
}

std::string accounts(std::int64_t count) {
    return count == 1 ? "1 account is" : std::to_string(count) + " accounts are";
}

Error still_connected(std::int64_t count) {
    return Error{.code = Errc::conflict,
                 .message = accounts(count) +
                            " connected through this provider. Disconnect them first, or delete it "
                            "with force=true: they stay listed then, and cannot be renewed.",
                 .reason = "provider_in_use"};
}

Error still_built_on(const std::vector<std::string>& others) {
    return Error{.code = Errc::conflict,
                 .message = "Other providers are built on this one: " + join(others, ", ") +
                            ". Change or delete them first.",
                 .reason = "provider_in_use"};
}

}  // namespace

CustomProviders::CustomProviders(storage::Database& database, const catalog::LiveCatalog& catalog,
                                 ProviderSources& sources, const Clock& clock)
    : store_(database),
      integrations_(database),
      catalog_(catalog),
      sources_(sources),
      clock_(clock) {}

// --- checking -----------------------------------------------------------------------------------

/// Another workspace's providers are nobody here.
Result<void> CustomProviders::check_parent(WorkspaceId workspace, const std::string& parent) const {
    const auto known = catalog_.summary(parent);
    if (!known || known->owner.empty() || known->owner == owner_text(workspace)) return ok();
    return Error{Errc::not_found, "like: there is no provider '" + parent + "'"};
}

Task<Result<CustomProviders::Checked>> CustomProviders::checked(WorkspaceId workspace, Draft draft,
                                                                std::string id) {
    const auto* form = std::get_if<SmallForm>(&draft);
    Checked found;
    if (form) {
        if (auto missing = missing_in(*form); !missing.empty())
            co_return refused(std::move(missing));
        auto filled = *form;
        if (filled.id.empty()) filled.id = id;
        found.text = file_of_form(filled);
    } else {
        found.text = std::move(std::get<std::string>(draft));
    }
    found.id = said_in(found.text, "id");
    const auto place = form ? std::string{"/id"} : std::string{"/file"};
    if (!id.empty() && !found.id.empty() && found.id != id)
        co_return refused({{place, "expected the id to stay \"" + id + "\""}});
    // A file that cannot be read has its own faults, which come first.
    const bool is_read = !found.id.empty();
    auto label = is_read ? printable(found.id, catalog::longest_added_id) + ".yaml"
                         : std::string{"provider.yaml"};
    if (is_read && !is_good_id(found.id))
        co_return refused({{place, label + ": id: expected " + id_rule}});
    if (const auto parent = check_parent(workspace, said_in(found.text, "like")); !parent)
        co_return refused({{place, label + ": " + parent.error().message}});
    catalog::UserSource source{found.id, std::move(label), found.text, owner_text(workspace)};
    CO_TRY(const auto faults, co_await sources_.faults_of(std::move(source)));
    if (!faults.empty()) co_return refused(form ? faults_in_form(faults) : faults_in_file(faults));
    co_return found;
}

// --- changing -----------------------------------------------------------------------------------

Task<Result<storage::CustomProvider>> CustomProviders::add(WorkspaceId workspace, Draft draft) {
    std::string any;
    CO_TRY(auto good, co_await checked(workspace, std::move(draft), std::move(any)));
    const Error taken{Errc::conflict,
                      "There is a provider with the id \"" + good.id + "\" already."};
    if (catalog_.summary(good.id)) co_return taken;
    storage::CustomProvider provider;
    provider.id = good.id;
    provider.workspace = workspace;
    provider.text = std::move(good.text);
    provider.created_at = clock_.now();
    provider.updated_at = provider.created_at;
    CO_TRY(const bool is_new, co_await store_.insert(std::move(provider)));
    if (!is_new) co_return taken;
    CO_CHECK(co_await sources_.reload_added());
    co_return co_await find(workspace, std::move(good.id));
}

Task<Result<storage::CustomProvider>> CustomProviders::replace(WorkspaceId workspace,
                                                               std::string id, Draft draft) {
    CO_TRY(const auto former, co_await find(workspace, id));
    CO_TRY(auto good, co_await checked(workspace, std::move(draft), id));
    CO_TRY(const bool done, co_await store_.replace(workspace, id, former.revision,
                                                    std::move(good.text), clock_.now()));
    if (!done)
        co_return Error{Errc::conflict, "Somebody else changed this provider. Look at it again."};
    CO_CHECK(co_await sources_.reload_added());
    co_return co_await find(workspace, std::move(id));
}

Task<Result<void>> CustomProviders::erase(WorkspaceId workspace, std::string id, Force force) {
    CO_CHECK(co_await find(workspace, id));
    if (const auto others = catalog_.built_on(id); !others.empty())
        co_return still_built_on(others);
    CO_TRY(const auto connections, co_await store_.connections(workspace));
    const auto connected = connections.find(id);
    if (connected != connections.end() && force == Force::no)
        co_return still_connected(connected->second);
    CO_TRY(const bool done, co_await store_.erase(workspace, id));
    if (!done) co_return no_provider();
    // Whatever takes this id one day must not find the secrets of this one.
    CO_CHECK(co_await integrations_.erase_unused(workspace, std::move(id)));
    co_return co_await sources_.reload_added();
}

Task<Result<storage::CustomProvider>> CustomProviders::find(WorkspaceId workspace, std::string id) {
    CO_TRY(auto found, co_await store_.find(workspace, std::move(id)));
    if (!found) co_return no_provider();
    co_return *std::move(found);
}

// --- telling ------------------------------------------------------------------------------------

Task<Result<std::vector<CustomProviders::Listed>>> CustomProviders::list(WorkspaceId workspace) {
    CO_TRY(auto reports, co_await sources_.reports());
    CO_TRY(auto connections, co_await store_.connections(workspace));
    CO_TRY(const auto rows, co_await store_.list(workspace));
    std::vector<Listed> all;
    for (auto& report : reports) {
        const bool is_file = report.owner.empty();
        if (!is_file && report.owner != owner_text(workspace)) continue;
        const auto known = catalog_.summary(report.id);
        Listed listed;
        listed.id = report.id;
        listed.name = known ? known->name : report.id;
        listed.source = is_file ? Listed::Source::file : Listed::Source::added;
        listed.connections = connections[report.id];
        const auto row = std::ranges::find(rows, report.id, &storage::CustomProvider::id);
        if (!is_file && row != rows.end()) listed.updated_at = row->updated_at;
        listed.report = std::move(report);
        all.push_back(std::move(listed));
    }
    for (const auto& [id, count] : connections) {
        const bool is_listed = std::ranges::find(all, id, &Listed::id) != all.end();
        if (count == 0 || is_listed || catalog_.summary(id)) continue;
        Listed gone;
        gone.id = id;
        gone.name = id;
        gone.source = Listed::Source::gone;
        gone.report = {id, "", "", catalog::SourceReport::State::left_out, {}};
        gone.connections = count;
        all.push_back(std::move(gone));
    }
    std::ranges::sort(all, {}, &Listed::id);
    co_return all;
}

}  // namespace fairlead::custom
