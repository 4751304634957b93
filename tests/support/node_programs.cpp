// SPDX-License-Identifier: Apache-2.0
#include "support/node_programs.h"

#include "support/http_caller.h"

#include <iostream>

namespace fairlead::tests {

namespace {

NodeProgram start_once(const std::string& script, const std::string& options) {
    NodeProgram program;
    program.process = std::make_unique<ChildProcess>(
        std::vector<std::string>{FAIRLEAD_TESTS_NODE, tests_folder() + "/node/" + script, options});
    program.said = must(parse_json(program.process->line_with("{")));
    return program;
}

}  // namespace

std::string tests_folder() { return FAIRLEAD_TESTS_SOURCE; }

NodeProgram start_node(const std::string& script, const json::object& options) {
    const std::string text = json::serialize(options);
    try {
        return start_once(script, text);
    } catch (const Failure& failure) {
        // Once in some thousand starts Node stood still before its first line of ours.
        std::cerr << script << ": " << failure.what() << "; it is started once more\n";
    }
    return start_once(script, text);
}

}  // namespace fairlead::tests
