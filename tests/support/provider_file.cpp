// SPDX-License-Identifier: Apache-2.0
#include "support/provider_file.h"

#include "base/disk.h"
#include "base/text.h"
#include "support/http_caller.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fairlead::tests {
namespace {

// Given by CMake: the tests run from any folder.
const std::string source = FAIRLEAD_TESTS_SOURCE;

std::string read_whole(const std::string& path) {
    std::ifstream in{path};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

void write_provider_file(const std::string& directory, const std::string& id,
                         const std::string& mark, const std::string& value) {
    const std::string text = read_whole(source + "/providers/" + id + ".yaml.in");
    std::filesystem::create_directories(directory);
    SystemDisk disk;
    must(replace_file(disk, directory + "/" + id + ".yaml", replace_all(text, mark, value)));
}

}  // namespace fairlead::tests
