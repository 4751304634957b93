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
    std::string fault = {};  ///< why it could not be read; empty = it was
};

/// Reads one file; its name must end in .yaml.
Result<ProviderFile> load_provider_file(const std::string& path);

/// Every .yaml file of the directory, by name; hidden ones are passed over. A file that cannot be
/// read is among them with its fault, and so is a `.yml`, lest it be believed to count. An error
/// tells that the directory itself cannot be read.
Result<std::vector<ProviderFile>> look_at_provider_files(const std::string& directory);

/// The same where a file that cannot be read is an error.
Result<std::vector<ProviderFile>> load_provider_files(const std::string& directory);

/// Another text once one of those files was changed, added or taken away, as far as names, sizes and
/// times of change tell. Empty: the directory cannot be read.
std::string stamp_of_provider_files(const std::string& directory);

}  // namespace fairlead::catalog
