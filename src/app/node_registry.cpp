// SPDX-License-Identifier: Apache-2.0
#include "app/node_registry.h"

#include "base/async.h"

#include <algorithm>

namespace fairlead::app {
namespace {

using storage::NodeRow;

constexpr Milliseconds forget_after{24 * 3'600'000};
constexpr const char* share_a_cache =
    "Give every node the same FAIRLEAD_REDIS_URL, or stop the other one: without it each keeps "
    "consents under way and rate limits to itself.";

/// A node without the key, or null.
const NodeRow* who_lacks(const std::vector<NodeRow>& nodes, const std::string& key) {
    const auto found = std::ranges::find_if(nodes, [&](const NodeRow& node) {
        return std::ranges::find(node.keys, key) == node.keys.end();
    });
    return found == nodes.end() ? nullptr : &*found;
}

Error refusal(const NodeRow& self, const NodeRow& rival) {
    const std::string lonely = !self.shares_cache && !rival.shares_cache ? "neither has"
                               : self.shares_cache                       ? "it has no"
                                                                         : "this one has no";
    return Error{Errc::conflict, "Another node serves from this database, on " + rival.host +
                                     ", and " + lonely + " shared cache. " + share_a_cache};
}

}  // namespace

NodeRegistry::NodeRegistry(storage::Database& database, NodeRow self, MasterKeys keys, Log& log,
                           Options options)
    : nodes_(database),
      self_(std::move(self)),
      keys_(std::move(keys)),
      log_(log),
      options_(options) {}

bool NodeRegistry::is_rival(const NodeRow& other) const {
    if (other.self.node == self_.self.node) return false;
    return other.is_elder_than(self_) && !(other.shares_cache && self_.shares_cache);
}

Task<Result<std::optional<NodeRow>>> NodeRegistry::find_rival(Seen& seen, bool& waiting) {
    waiting = false;
    CO_TRY(const auto roll, co_await nodes_.list(options_.silence));
    for (const NodeRow& other : roll.nodes) {
        if (!is_rival(other)) continue;
        const auto first = seen.emplace(other.self.node, other.seen).first->second;
        if (other.seen != first) co_return std::optional{other};
        waiting = true;
    }
    co_return std::optional<NodeRow>{};
}

Task<Result<void>> NodeRegistry::enter() {
    keys_.look(self_);
    CO_TRY(self_, co_await nodes_.enter(self_));
    auto may = co_await wait_for_rivals();
    if (may) may = co_await agree_on_key();
    if (!may) {
        CO_CHECK(co_await leave());
        co_return may;
    }
    co_return co_await nodes_.erase_silent(forget_after);
}

Task<Result<void>> NodeRegistry::wait_for_rivals() {
    Seen seen;
    for (bool first = true;; first = false) {
        bool waiting = false;
        CO_TRY(const auto rival, co_await find_rival(seen, waiting));
        if (rival) co_return refusal(self_, *rival);
        if (!waiting) co_return ok();
        if (first) {
            log_.warning("waiting to see whether another node without a shared cache still lives");
        }
        CO_CHECK(co_await nodes_.beat(self_));
        CO_CHECK(co_await sleep_for(options_.look));
    }
}

/// The first in this file's order that is active somewhere and known everywhere.
Task<Result<void>> NodeRegistry::agree_on_key() {
    CO_TRY(const auto roll, co_await nodes_.list(options_.silence));
    for (const std::string& key : self_.keys) {
        const bool is_active = std::ranges::any_of(
            roll.nodes, [&](const NodeRow& node) { return node.active_key == key; });
        if (!is_active || who_lacks(roll.nodes, key) != nullptr) continue;
        if (key != self_.active_key) keys_.lead(self_.active_key, key);
        co_return ok();
    }
    const NodeRow* const stranger = who_lacks(roll.nodes, self_.active_key);
    if (stranger == nullptr) co_return ok();
    co_return Error{Errc::conflict, "The node on " + stranger->host +
                                        " does not have this node's master keys, nor this one the "
                                        "key that it uses. Give every node the same key file."};
}

Task<Result<void>> NodeRegistry::check_all_have(std::string key) {
    CO_TRY(auto roll, co_await nodes_.list(options_.silence));
    // What this one has it may have read since its last heartbeat.
    std::erase_if(roll.nodes,
                  [&](const NodeRow& node) { return node.self.node == self_.self.node; });
    const NodeRow* const stranger = who_lacks(roll.nodes, key);
    if (stranger == nullptr) co_return ok();
    co_return Error{Errc::conflict,
                    "The node on " + stranger->host +
                        " does not have the new master key yet and could open nothing that is "
                        "wrapped by it. Copy the key file there; it is read every few seconds."};
}

Task<Result<void>> NodeRegistry::run() {
    for (;;) {
        CO_CHECK(co_await sleep_for(options_.beat));
        // While the database is away, that is what /health/ready says.
        std::ignore = co_await beat();
    }
}

Task<Result<void>> NodeRegistry::beat() {
    keys_.look(self_);
    CO_TRY(const bool is_mine, co_await nodes_.beat(self_));
    if (displaced_.exchange(!is_mine) != !is_mine && !is_mine) {
        log_.error(
            "another process took this node's place: its data directory was copied. Give each node "
            "a directory of its own and start this one again");
    }
    co_return co_await agree_on_key();
}

Task<Result<void>> NodeRegistry::leave() { return nodes_.leave(self_.self); }

std::string NodeRegistry::complaint() const {
    if (!displaced_) return {};
    return "Another process serves as this node: its data directory was copied.";
}

}  // namespace fairlead::app
