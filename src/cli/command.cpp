// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace fairlead::cli {
namespace {

std::vector<CommandSpec> all_commands() {
    std::vector<CommandSpec> all;
    for (auto&& group : {server_commands(), database_commands(), key_commands(),
                         provider_commands(), administration_commands()}) {
        all.insert(all.end(), group.begin(), group.end());
    }
    return all;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::invalid, path + ": cannot be read. Does it exist?"};
    return std::string{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

}  // namespace

std::string Arguments::get(const std::string& name, std::string fallback) const {
    const auto found = options.find(name);
    return found == options.end() ? std::move(fallback) : found->second;
}

std::span<const CommandSpec> commands() {
    static const std::vector<CommandSpec> all = all_commands();
    return all;
}

Result<app::Settings> settings_of(const Arguments& arguments) {
    ConfigSources sources{.flags = arguments.settings, .environment = process_environment()};
    if (!arguments.config_file.empty()) {
        TRY(sources.file, read_file(arguments.config_file));
    }
    wipe_secret_environment(app::config_keys());
    return app::load_settings(std::move(sources));
}

int fail(const Error& error) {
    const int status = fail(error.message);
    if (!error.detail.empty()) std::cerr << "  (" << error.detail << ")\n";
    return status;
}

int fail(std::string_view message) {
    std::istringstream lines{std::string{message}};
    for (std::string line; std::getline(lines, line);) std::cerr << "fairlead: " << line << '\n';
    return 1;
}

void print(std::string_view line) { std::cout << line << std::endl; }  // a log sees it at once

}  // namespace fairlead::cli
