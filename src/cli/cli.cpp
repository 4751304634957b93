// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "cli/command.h"

#include <CLI/CLI.hpp>

#include <deque>

namespace fairlead::cli {
namespace {

/// Where CLI11 puts what it reads for one command; must not move once bound.
struct Bound {
    const CommandSpec* spec = nullptr;
    CLI::App* app = nullptr;
    std::map<std::string, std::string> values;
    std::map<std::string, bool> flags;
};

struct Common {
    std::string config_file;
    std::vector<std::string> settings;
};

std::string long_name(const OptionSpec& option) {
    const bool positional = option.kind == OptionSpec::Kind::positional;
    return std::string{positional ? "" : "--"} + option.name;
}

void bind_options(Bound& bound) {
    for (const OptionSpec& option : bound.spec->options) {
        const bool is_flag = option.kind == OptionSpec::Kind::flag;
        CLI::Option* const made =
            is_flag
                ? bound.app->add_flag(long_name(option), bound.flags[option.name], option.help)
                : bound.app->add_option(long_name(option), bound.values[option.name], option.help);
        if (option.required) made->required();
    }
}

void bind_common(CLI::App& app, Common& common) {
    app.add_option("--config", common.config_file, "A .env file; the environment beats it");
    app.add_option("--set", common.settings, "NAME=VALUE; beats the environment")
        ->allow_extra_args(false);
}

Arguments arguments_of(const Bound& bound, const Common& common) {
    Arguments arguments;
    arguments.config_file = common.config_file;
    for (const std::string& setting : common.settings) {
        const auto equals = setting.find('=');
        arguments.settings.emplace_back(
            setting.substr(0, equals),
            equals == std::string::npos ? "" : setting.substr(equals + 1));
    }
    for (const OptionSpec& option : bound.spec->options) {
        const std::string name = option.name;
        if (bound.app->count(long_name(option)) == 0) continue;
        const bool is_flag = option.kind == OptionSpec::Kind::flag;
        arguments.options[name] = is_flag ? "true" : bound.values.at(name);
    }
    return arguments;
}

/// One subcommand a spec; a group's commands share a parent, which may itself be a command that
/// stands before them.
void bind_commands(CLI::App& root, std::deque<Bound>& bound, Common& common) {
    std::map<std::string, CLI::App*> parents;
    for (const CommandSpec& spec : commands()) {
        const bool is_grouped = *spec.group != '\0';
        CLI::App* parent = &root;
        if (is_grouped) {
            CLI::App*& group = parents[spec.group];
            if (group == nullptr) {
                group = root.add_subcommand(spec.group, std::string{"Commands on "} + spec.group);
                group->require_subcommand(1);
            }
            parent = group;
        }
        Bound& one = bound.emplace_back();
        one.spec = &spec;
        one.app = parent->add_subcommand(spec.name, spec.summary);
        if (!is_grouped) parents[spec.name] = one.app;
        bind_options(one);
        bind_common(*one.app, common);
    }
}

/// The innermost command that was named.
const Bound* named(const std::deque<Bound>& bound) {
    const Bound* found = nullptr;
    for (const Bound& one : bound) {
        if (one.app->parsed()) found = &one;
    }
    return found;
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App root{"Fairlead: connects your users' accounts and keeps their tokens fresh."};
    root.set_version_flag("--version", FAIRLEAD_VERSION);
    root.require_subcommand(1);
    std::deque<Bound> bound;  // never moves what CLI11 points to
    Common common;
    bind_commands(root, bound, common);
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return root.exit(error) == 0 ? 0 : 2;
    }
    const Bound* const one = named(bound);
    return one == nullptr ? 2 : one->spec->run(arguments_of(*one, common));
}

}  // namespace fairlead::cli
