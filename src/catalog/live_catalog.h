// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "catalog/catalog.h"
#include "catalog/layered_catalog.h"
#include "catalog/user_layers.h"

#include <memory>
#include <string>
#include <vector>

namespace fairlead::catalog {

/// The catalogue of a server that runs: the operator's files can be read again, and providers be
/// added, without a restart. Whoever asks gets what is in force at that moment and keeps it: a spec
/// that was handed out does not change. Thread-safe; asking takes the pointer to the present
/// catalogue and waits for nobody who reads files.
class LiveCatalog final : public Catalog {
public:
    /// Reads the operator's files. Faulty ones are left out and told by reports(); a directory that
    /// cannot be read is an error.
    static Result<std::unique_ptr<LiveCatalog>> create(CatalogOptions options);

    /// Reads the files again. Reads the disk, so not for a loop's thread. An error tells that the
    /// directory cannot be read, and nothing changes then.
    Result<void> reload();
    /// Those that were added, all of them, in the place of the earlier ones. As slow as reload(), but
    /// for the disk.
    Result<void> set_added(std::vector<UserSource> added);

    /// What became of each file, then of what was added, when they were last read.
    std::vector<SourceReport> reports() const;
    /// Another text once the files are not those of the last reload(). Reads the disk.
    std::string files_stamp() const;
    /// Providers that have this one among their parents, without itself.
    std::vector<std::string> built_on(std::string_view id) const;
    /// What would be wrong with one more, or a changed one. Changes nothing.
    std::vector<FileFault> faults_of(const UserSource& source) const;

    // As Catalog:
    Result<std::shared_ptr<const ProviderSpec>> find(std::string_view id, std::string_view variant,
                                                     std::string_view method) const override;
    Result<ProviderSummary> summary(std::string_view id) const override;
    ProviderPage list(const ProviderQuery& query) const override;
    std::size_t size() const override;
    std::vector<PkceOptOut> pkce_opt_outs() const override;
    Result<std::string> show(std::string_view id, std::string_view variant) const override;
    Result<std::string> file_of(std::string_view id) const override;
    Result<std::vector<std::string>> check_file(const std::string& path) const override;
    std::vector<std::string> check_all() const override;

private:
    /// What a change works on; one at a time.
    struct Work {
        explicit Work(UserLayers sound) : layers(std::move(sound)) {}
        UserLayers layers;
        std::vector<UserSource> files;
        std::vector<UserSource> added;
        std::vector<SourceReport> reports;
    };

    LiveCatalog(std::unique_ptr<LayeredCatalog> shipped, std::string directory);
    Result<std::vector<UserSource>> read_files() const;
    Result<void> settle(Work& work);
    std::shared_ptr<const LayeredCatalog> present() const;

    const std::unique_ptr<const LayeredCatalog> shipped_;
    const std::string directory_;
    mutable Mutex<Work> work_;
    /// Shared with whoever asks just now.
    mutable Mutex<std::shared_ptr<const LayeredCatalog>> present_;
};

}  // namespace fairlead::catalog
