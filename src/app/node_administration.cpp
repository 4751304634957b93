// SPDX-License-Identifier: Apache-2.0
#include "app/administrative_commands.h"
#include "base/text.h"

namespace fairlead::app {
namespace {

std::string line_of(const storage::NodeRow& node, Time now) {
    const auto ago = std::chrono::floor<Seconds>(now - node.seen).count();
    return node.self.node.text() + "  " + printable(node.host, 60) + "  version " + node.version +
           "  since " + to_rfc3339(node.started) + "  seen " + std::to_string(ago) + " s ago" +
           "  master key " + node.active_key.substr(0, node.active_key.find('/')) +
           (node.shares_cache ? "" : "  without a shared cache");
}

Task<Result<std::string>> list_nodes(Administered on, Administration::Arguments) {
    if (!on.base.registry) co_return std::string{"The embedded database has one node: this one."};
    storage::NodeStore store{*on.base.database};
    const NodeRegistry::Options options;
    CO_TRY(const auto roll, co_await store.list(options.silence));
    std::vector<std::string> lines;
    for (const auto& node : roll.nodes) lines.push_back(line_of(node, roll.now));
    co_return lines.empty() ? "No node serves." : join(lines, "\n");
}

}  // namespace

void add_node_commands(Administration& administration, Administered on) {
    administration.add("nodes.list", [on](Administration::Arguments arguments) {
        return list_nodes(on, std::move(arguments));
    });
}

}  // namespace fairlead::app
