// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include "base/mutex.h"
#include "base/text.h"
#include "catalog/compiled.h"
#include "catalog/examine.h"
#include "catalog/host_text.h"
#include "catalog/node_reader.h"
#include "catalog/pretty_json.h"
#include "catalog/provider_files.h"
#include "catalog/sandboxed.h"

#include <algorithm>
#include <set>

namespace fairlead::catalog {
namespace {

using SharedSpec = std::shared_ptr<const ProviderSpec>;

std::string texts_of(const std::vector<FileFault>& faults) {
    std::vector<std::string> lines;
    for (const auto& fault : faults) lines.push_back(fault.text());
    return join(lines, "\n");
}

bool holds(std::string_view text, std::string_view part) {
    return to_lower(text).find(to_lower(part)) != std::string::npos;
}

bool matches(const ProviderSummary& summary, const ProviderQuery& query) {
    if (query.is_presented && !summary.is_presented()) return false;
    if (!query.text.empty() && !holds(summary.id, query.text) && !holds(summary.name, query.text)) {
        return false;
    }
    const auto& groups = summary.groups;
    return query.group.empty() ||
           std::find(groups.begin(), groups.end(), query.group) != groups.end();
}

class LayeredCatalog final : public Catalog {
public:
    explicit LayeredCatalog(CatalogOptions options) : options_(std::move(options)) {}

    Result<void> load() {
        options_.server.emplace("name", "Fairlead");
        options_.server.emplace("user_agent", "Fairlead/" FAIRLEAD_VERSION);
        CHECK_OK(check_server_values());
        CHECK_OK(load_builtin());
        if (!options_.user_directory.empty()) CHECK_OK(load_user_files());
        return ok();
    }

    Result<SharedSpec> find(std::string_view id, std::string_view variant,
                            std::string_view method) const override {
        const auto key = join({std::string{id}, std::string{variant}, std::string{method}}, "|");
        {
            const auto known = specs_.lock();
            if (const auto found = known->find(key); found != known->end()) return found->second;
        }
        TRY(auto spec, read(id, variant, method));
        // Two readers may have read the same at once; all go on with the first.
        return specs_.lock()->emplace(key, std::move(spec)).first->second;
    }

    Result<ProviderSummary> summary(std::string_view id) const override {
        const auto found = index_.find(id);
        if (found == index_.end() || !is_offered(found->second)) return unknown(id);
        return found->second.summary;
    }

    ProviderPage list(const ProviderQuery& query) const override {
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

    std::size_t size() const override {
        return static_cast<std::size_t>(
            std::count_if(index_.begin(), index_.end(),
                          [this](const auto& entry) { return is_offered(entry.second); }));
    }

    std::vector<PkceOptOut> pkce_opt_outs() const override {
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

    Result<std::string> show(std::string_view id, std::string_view variant) const override {
        TRY(const auto layered, resolved(sources_, id, variant, options_.server));
        return pretty_json(layered.root);
    }

    Result<std::vector<std::string>> check_file(const std::string& path) const override {
        TRY(auto file, load_provider_file(path));
        auto document = read_provider_file(file.text, file.id, path);
        auto faults = document.faults;
        if (faults.empty()) {
            auto sources = sources_;
            sources.add_file(file.id, std::move(document));
            faults = examine(sources, file.id, options_.server, options_.loopback_http);
        }
        std::vector<std::string> lines;
        for (const auto& fault : faults) lines.push_back(fault.text());
        return lines;
    }

private:
    using Index = std::map<std::string, Outlined, std::less<>>;

    static Error unknown(std::string_view id) {
        return Error{Errc::not_found, "there is no provider '" + printable(id, 64) + "'"};
    }

    bool is_offered(const Outlined& entry) const {
        return std::all_of(entry.server_names.begin(), entry.server_names.end(),
                           [this](const auto& name) { return options_.server.count(name) != 0; });
    }

    Result<void> check_server_values() const {
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
    void point_summary(ProviderSummary& summary) const {
        const auto sandbox = options_.server.find("sandbox");
        if (sandbox == options_.server.end() || summary.about.settings_url.empty()) return;
        summary.about.settings_url = sandboxed_url(summary.about.settings_url, sandbox->second);
    }

    Result<void> load_builtin() {
        TRY(auto entries, read_compiled(options_.builtin));
        for (auto& entry : entries) {
            const auto id = entry.outlined.summary.id;
            sources_.add_builtin(id, entry.text, std::move(entry.like));
            point_summary(entry.outlined.summary);
            index_.emplace(id, std::move(entry.outlined));
        }
        return ok();
    }

    Result<void> load_user_files() {
        TRY(const auto files, load_provider_files(options_.user_directory));
        std::vector<FileFault> faults;
        for (const auto& file : files) {
            auto document = read_provider_file(file.text, file.id, file.path);
            faults.insert(faults.end(), document.faults.begin(), document.faults.end());
            if (document.faults.empty()) sources_.add_file(file.id, std::move(document));
        }
        if (faults.empty()) {
            for (const auto& id : touched()) {
                const auto found = examine(sources_, id, options_.server, options_.loopback_http);
                faults.insert(faults.end(), found.begin(), found.end());
            }
        }
        if (!faults.empty()) return Error{Errc::invalid, texts_of(faults)};
        return outline_touched();
    }

    /// What an operator's file makes, changes, or changes through a parent.
    std::vector<std::string> touched() const {
        std::vector<std::string> result;
        for (const auto& id : sources_.ids()) {
            const auto path = sources_.ancestry(id);
            const auto is_ours = [this](const auto& each) { return sources_.has_file(each); };
            if (std::any_of(path.begin(), path.end(), is_ours)) result.push_back(id);
        }
        return result;
    }

    Result<void> outline_touched() {
        for (const auto& id : touched()) {
            TRY(auto outlined, outline_provider(sources_, id));
            if (sources_.is_builtin(id)) point_summary(outlined.summary);
            index_.insert_or_assign(id, std::move(outlined));
        }
        return ok();
    }

    Result<SharedSpec> read(std::string_view id, std::string_view variant,
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

    CatalogOptions options_;
    Sources sources_;
    Index index_;
    mutable Mutex<std::map<std::string, SharedSpec>> specs_;
};

}  // namespace

Result<std::unique_ptr<Catalog>> Catalog::create(CatalogOptions options) {
    auto catalog = std::make_unique<LayeredCatalog>(std::move(options));
    CHECK_OK(catalog->load());
    return std::unique_ptr<Catalog>{std::move(catalog)};
}

}  // namespace fairlead::catalog
