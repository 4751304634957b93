// SPDX-License-Identifier: Apache-2.0
#include "support/provider_file.h"

#include "base/disk.h"
#include "base/text.h"
#include "support/http_caller.h"
#include "support/node_programs.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fairlead::tests {

void write_provider_file(const std::string& directory, const std::string& id, std::string_view mark,
                         const std::string& value) {
    std::stringstream text;
    text << std::ifstream{tests_folder() + "/providers/" + id + ".yaml.in"}.rdbuf();
    std::filesystem::create_directories(directory);
    SystemDisk disk;
    must(replace_file(disk, directory + "/" + id + ".yaml", replace_all(text.str(), mark, value)));
}

}  // namespace fairlead::tests
