// SPDX-License-Identifier: Apache-2.0
#include "catalog/live_catalog.h"

#include "catalog/provider_files.h"

namespace fairlead::catalog {

LiveCatalog::LiveCatalog(std::unique_ptr<LayeredCatalog> shipped, std::string directory)
    : shipped_(std::move(shipped)),
      directory_(std::move(directory)),
      work_(UserLayers{shipped_->sources(), shipped_->rules()}) {}

Result<std::unique_ptr<LiveCatalog>> LiveCatalog::create(CatalogOptions options) {
    auto directory = options.user_directory;
    TRY(auto shipped, LayeredCatalog::shipped(std::move(options)));
    std::unique_ptr<LiveCatalog> made{new LiveCatalog(std::move(shipped), std::move(directory))};
    CHECK_OK(made->reload());
    return made;
}

Result<std::vector<UserSource>> LiveCatalog::read_files() const {
    std::vector<UserSource> sources;
    if (directory_.empty()) return sources;
    TRY(auto files, look_at_provider_files(directory_));
    for (auto& file : files) {
        sources.push_back({file.id, file.path, std::move(file.text), "", std::move(file.fault)});
    }
    return sources;
}

Result<void> LiveCatalog::reload() {
    const auto work = work_.lock();
    TRY(work->files, read_files());
    return settle(*work);
}

Result<void> LiveCatalog::set_added(std::vector<UserSource> added) {
    const auto work = work_.lock();
    work->added = std::move(added);
    return settle(*work);
}

Result<void> LiveCatalog::settle(Work& work) {
    auto wanted = work.files;
    wanted.insert(wanted.end(), work.added.begin(), work.added.end());
    const auto before = work.layers.in_force();
    work.reports = work.layers.settle(wanted);
    if (present() && work.layers.in_force() == before) return ok();
    TRY(auto made, shipped_->with(work.layers));
    std::shared_ptr<const LayeredCatalog> replaced{std::move(made)};
    std::swap(*present_.lock(), replaced);  // the former goes without the lock
    return ok();
}

std::shared_ptr<const LayeredCatalog> LiveCatalog::present() const { return *present_.lock(); }

std::vector<SourceReport> LiveCatalog::reports() const { return work_.lock()->reports; }

std::string LiveCatalog::files_stamp() const {
    return directory_.empty() ? std::string{} : stamp_of_provider_files(directory_);
}

std::vector<std::string> LiveCatalog::built_on(std::string_view id) const {
    auto ids = present()->sources().built_on(id);
    std::erase(ids, id);
    return ids;
}

std::vector<FileFault> LiveCatalog::faults_of(const UserSource& source) const {
    return work_.lock()->layers.faults_of(source);
}

Result<std::shared_ptr<const ProviderSpec>> LiveCatalog::find(std::string_view id,
                                                              std::string_view variant,
                                                              std::string_view method) const {
    return present()->find(id, variant, method);
}

Result<ProviderSummary> LiveCatalog::summary(std::string_view id) const {
    return present()->summary(id);
}

ProviderPage LiveCatalog::list(const ProviderQuery& query) const { return present()->list(query); }

std::size_t LiveCatalog::size() const { return present()->size(); }

std::vector<PkceOptOut> LiveCatalog::pkce_opt_outs() const { return present()->pkce_opt_outs(); }

Result<std::string> LiveCatalog::show(std::string_view id, std::string_view variant) const {
    return present()->show(id, variant);
}

Result<std::string> LiveCatalog::file_of(std::string_view id) const {
    return present()->file_of(id);
}

Result<std::vector<std::string>> LiveCatalog::check_file(const std::string& path) const {
    return present()->check_file(path);
}

std::vector<std::string> LiveCatalog::check_all() const { return present()->check_all(); }

}  // namespace fairlead::catalog
