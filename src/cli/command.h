// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::cli {

/// What stood on the command line, sorted by name.
struct Arguments {
    std::map<std::string, std::string> options;  ///< by long name; a flag that stands is "true"
    std::string config_file;                     ///< --config; empty: none
    ConfigPairs settings;                        ///< --set NAME=VALUE

    bool has(const std::string& name) const { return options.contains(name); }
    std::string get(const std::string& name, std::string fallback = "") const;
};

struct OptionSpec {
    const char* name;  ///< without dashes
    const char* help;
    enum class Kind : std::uint8_t { value, flag, positional } kind = Kind::value;
    bool required = false;
};

/// One thing `fairlead` can be told to do. Answers the process' exit status: 0 done, 1 it failed
/// (said on standard error), 2 the command line was wrong.
struct CommandSpec {
    const char* group;  ///< "keys" of `fairlead keys list`; empty for `fairlead serve`
    const char* name;
    const char* summary;
    std::vector<OptionSpec> options;
    int (*run)(const Arguments& arguments);
};

/// Every command, in the order the help shows them.
std::span<const CommandSpec> commands();

/// Reads the configuration as a command does: flags, environment, then the file. Secrets leave the
/// environment. The error's message has a line for each fault.
Result<app::Settings> settings_of(const Arguments& arguments);

/// Says an error on standard error, one line each, and answers 1.
int fail(const Error& error);
int fail(std::string_view message);
/// One line on standard output.
void print(std::string_view line);

// Groups of commands, each in its own file.
std::vector<CommandSpec> server_commands();
std::vector<CommandSpec> database_commands();
std::vector<CommandSpec> key_commands();
std::vector<CommandSpec> provider_commands();
std::vector<CommandSpec> administration_commands();

}  // namespace fairlead::cli
