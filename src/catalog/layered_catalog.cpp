// SPDX-License-Identifier: Apache-2.0
#include "catalog/layered_catalog.h"

#include "base/text.h"
#include "catalog/compiled.h"
#include "catalog/host_text.h"
#include "catalog/node_reader.h"
#include "catalog/pretty_json.h"
#include "catalog/provider_files.h"
#include "catalog/sandboxed.h"
#include "catalog/yaml_text.h"

#include <algorithm>

namespace fairlead::catalog {
namespace {

bool holds(std::string_view text, std::string_view part) {
    return to_lower(text).find(to_lower(part)) != std::string::npos;
}

bool matches(const ProviderSummary& summary, const ProviderQuery& query) {
    if (query.is_presented && !summary.is_presented()) return false;
    const auto& owners = query.owners;
    if (!summary.owner.empty() && std::ranges::find(owners, summary.owner) == owners.end()) {
        return false;
    }
    if (!query.text.empty() && !holds(summary.id, query.text) && !holds(summary.name, query.text)) {
        return false;
    }
    const auto& groups = summary.groups;
    return query.group.empty() ||
           std::find(groups.begin(), groups.end(), query.group) != groups.end();
}

Error unknown(std::string_view id) {
    return Error{Errc::not_found, "there is no provider '" + printable(id, 64) + "'"};
}

Result<std::string> yaml_of(std::string_view compact) {
    TRY(const auto document, parse_json(compact, {.bytes = 4 << 20, .depth = 40}));
    return yaml_text(document.as_object());
}

}  // namespace

Result<std::unique_ptr<LayeredCatalog>> LayeredCatalog::shipped(CatalogOptions options) {
    std::unique_ptr<LayeredCatalog> catalog{new LayeredCatalog(std::move(options))};
    CHECK_OK(catalog->load());
    return catalog;
}

Result<void> LayeredCatalog::load() {
    options_.server.emplace("name", "Fairlead");
    options_.server.emplace("user_agent", "Fairlead/" FAIRLEAD_VERSION);
    CHECK_OK(check_server_values());
    TRY(auto entries, read_compiled(options_.builtin));
    for (auto& entry : entries) {
        const auto id = entry.outlined.summary.id;
        sources_.add_builtin(id, entry.text, std::move(entry.like));
        point_summary(entry.outlined.summary);
        index_.emplace(id, std::move(entry.outlined));
    }
    return ok();
}

Result<std::unique_ptr<LayeredCatalog>> LayeredCatalog::with(const UserLayers& layers) const {
    std::unique_ptr<LayeredCatalog> made{new LayeredCatalog(options_)};
    made->sources_ = layers.sources();
    made->index_ = index_;
    for (const auto& [laid, source] : layers.in_force()) {
        for (const auto& id : made->sources_.built_on(laid)) {
            TRY(auto outlined, outline_provider(made->sources_, id));
            if (made->sources_.is_builtin(id)) point_summary(outlined.summary);
            const auto own = layers.in_force().find(id);
            if (own != layers.in_force().end()) outlined.summary.owner = own->second.owner;
            made->index_.insert_or_assign(id, std::move(outlined));
        }
    }
    return made;
}

Result<LayeredCatalog::SharedSpec> LayeredCatalog::find(std::string_view id,
                                                        std::string_view variant,
                                                        std::string_view method) const {
    const auto key = join({std::string{id}, std::string{variant}, std::string{method}}, "|");
    {
        const auto known = specs_.lock();
        if (const auto found = known->find(key); found != known->end()) return found->second;
    }
    TRY(auto spec, read(id, variant, method));
    // Two readers may have read the same at once; all go on with the first.
    return specs_.lock()->emplace(key, std::move(spec)).first->second;
}

Result<ProviderSummary> LayeredCatalog::summary(std::string_view id) const {
    const auto found = index_.find(id);
    if (found == index_.end() || !is_offered(found->second)) return unknown(id);
    return found->second.summary;
}

ProviderPage LayeredCatalog::list(const ProviderQuery& query) const {
    ProviderPage page;
    for (auto it = index_.upper_bound(query.after); it != index_.end(); ++it) {
        if (!is_offered(it->second) || !matches(it->second.summary, query)) continue;
        if (page.items.size() == query.limit) {
            page.next = page.items.empty() ? "" : page.items.back().id;
            return page;
        }
        page.items.push_back(it->second.summary);
    }
    return page;
}

std::size_t LayeredCatalog::size() const {
    return static_cast<std::size_t>(
        std::count_if(index_.begin(), index_.end(),
                      [this](const auto& entry) { return is_offered(entry.second); }));
}

std::vector<PkceOptOut> LayeredCatalog::pkce_opt_outs() const {
    std::vector<PkceOptOut> result;
    for (const auto& [id, entry] : index_) {
        if (!is_offered(entry)) continue;
        for (const auto& method : entry.summary.methods) {
            if (method.kind != AuthKind::oauth2_code) continue;
            const auto spec = find(id, "", method.id);
            if (!spec || (*spec)->method.authorize.pkce != Pkce::off) continue;
            result.push_back({id, method.id, (*spec)->method.authorize.why});
        }
    }
    return result;
}

Result<std::string> LayeredCatalog::show(std::string_view id, std::string_view variant) const {
    TRY(const auto layered, resolved(sources_, id, variant, options_.server));
    return pretty_json(layered.root);
}

Result<std::string> LayeredCatalog::file_of(std::string_view id) const {
    const auto found = index_.find(id);
    if (found == index_.end() || !is_offered(found->second)) return unknown(id);
    const auto path = sources_.ancestry(id);
    const bool has_other_layers =
        std::any_of(std::next(path.begin()), path.end(),
                    [this](const auto& parent) { return sources_.has_file(parent); });
    if (!has_other_layers && sources_.has_file(id)) return std::string{sources_.file_text(id)};
    if (!has_other_layers) return yaml_of(sources_.builtin_text(id));
    // Where the parent is not everybody's, the file has to say what it has of it.
    TRY(auto layered, sources_.resolve(id, ""));
    if (auto* like = layered.root.find("like"); like != layered.root.end()) {
        layered.root.stable_erase(like);
    }
    return yaml_text(layered.root);
}

Result<std::vector<std::string>> LayeredCatalog::check_file(const std::string& path) const {
    TRY(auto file, load_provider_file(path));
    const UserLayers layers{sources_, rules()};
    std::vector<std::string> lines;
    for (const auto& fault : layers.faults_of({file.id, path, std::move(file.text)})) {
        lines.push_back(fault.text());
    }
    return lines;
}

std::vector<std::string> LayeredCatalog::check_all() const {
    std::vector<std::string> lines;
    for (const auto& [id, entry] : index_) {
        for (const auto& fault : examine(sources_, id, options_.server, options_.loopback_http)) {
            lines.push_back(id + ": " + fault.text());
        }
    }
    return lines;
}

bool LayeredCatalog::is_offered(const Outlined& entry) const {
    return std::all_of(entry.server_names.begin(), entry.server_names.end(),
                       [this](const auto& name) { return options_.server.count(name) != 0; });
}

Result<void> LayeredCatalog::check_server_values() const {
    const auto sandbox = options_.server.find("sandbox");
    if (sandbox == options_.server.end()) return ok();
    const auto& origin = sandbox->second;
    const bool is_loopback =
        origin.rfind("http://", 0) == 0 && options_.loopback_http == LoopbackHttp::allowed;
    if (!is_https_url(origin) && !is_loopback && origin.rfind("https://127.0.0.1:", 0) != 0) {
        return Error{Errc::invalid, "server.sandbox: expected an https origin"};
    }
    return ok();
}

/// Where people take back what they granted in the sandbox.
void LayeredCatalog::point_summary(ProviderSummary& summary) const {
    const auto sandbox = options_.server.find("sandbox");
    if (sandbox == options_.server.end() || summary.about.settings_url.empty()) return;
    summary.about.settings_url = sandboxed_url(summary.about.settings_url, sandbox->second);
}

Result<LayeredCatalog::SharedSpec> LayeredCatalog::read(std::string_view id,
                                                        std::string_view variant,
                                                        std::string_view method) const {
    const auto found = index_.find(id);
    if (found == index_.end()) return unknown(id);
    const auto& methods = found->second.summary.methods;
    const bool has_method =
        method.empty() || std::any_of(methods.begin(), methods.end(),
                                      [&](const auto& each) { return each.id == method; });
    if (!has_method) {
        return Error{Errc::not_found, "provider '" + std::string{id} + "' has no method '" +
                                          printable(method, 64) + "'"};
    }
    TRY(const auto layered, resolved(sources_, id, variant, options_.server));
    Faults faults;
    auto spec = read_provider(layered.root, method, options_.loopback_http, faults);
    if (!faults.empty()) {
        return Error{Errc::internal, "the provider's file is faulty",
                     texts_of(faults.placed(layered.positions))};
    }
    spec.variant = std::string{variant};
    return std::make_shared<const ProviderSpec>(std::move(spec));
}

}  // namespace fairlead::catalog
