// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include "base/text.h"
#include "catalog/layered_catalog.h"
#include "catalog/provider_files.h"

namespace fairlead::catalog {

Result<std::unique_ptr<Catalog>> Catalog::create(CatalogOptions options) {
    const auto directory = options.user_directory;
    TRY(auto shipped, LayeredCatalog::shipped(std::move(options)));
    if (directory.empty()) return std::unique_ptr<Catalog>{std::move(shipped)};
    TRY(auto files, load_provider_files(directory));
    std::vector<UserSource> sources;
    for (auto& file : files) sources.push_back({file.id, file.path, std::move(file.text)});
    UserLayers layers{shipped->sources(), shipped->rules()};
    std::vector<FileFault> faults;
    for (auto& report : layers.settle(sources)) {
        faults.insert(faults.end(), report.faults.begin(), report.faults.end());
    }
    if (!faults.empty()) return Error{Errc::invalid, texts_of(faults)};
    TRY(auto catalog, shipped->with(layers));
    return std::unique_ptr<Catalog>{std::move(catalog)};
}

}  // namespace fairlead::catalog
