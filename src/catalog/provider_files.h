// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace fairlead::catalog {

/// A file `<id>.yaml`, read.
struct ProviderFile {
    std::string id;    ///< the name without `.yaml`
    std::string path;  ///< as messages show it
    std::string text;
};

/// Reads one file; its name must end in .yaml.
Result<ProviderFile> load_provider_file(const std::string& path);

/// Every .yaml file of the directory, by name; hidden ones are passed over. A `.yml` is an error,
/// lest it be believed to count.
Result<std::vector<ProviderFile>> load_provider_files(const std::string& directory);

}  // namespace fairlead::catalog
