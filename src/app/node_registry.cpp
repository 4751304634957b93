// SPDX-License-Identifier: Apache-2.0
#include "app/node_registry.h"

#include "base/async.h"

namespace fairlead::app {
namespace {

using storage::NodeRow;

constexpr Milliseconds forget_after{24 * 3'600'000};
constexpr const char* share_a_cache =
    "Give every node the same FAIRLEAD_REDIS_URL, or stop the other one: without it each keeps "
    "consents under way and rate limits to itself.";

Error refusal(const NodeRow& self, const NodeRow& rival) {
    const std::string lonely = !self.shares_cache && !rival.shares_cache ? "neither has"
                               : self.shares_cache                       ? "it has no"
                                                                         : "this one has no";
    return Error{Errc::conflict, "Another node serves from this database, on " + rival.host +
                                     ", and " + lonely + " shared cache. " + share_a_cache};
}

}  // namespace

NodeRegistry::NodeRegistry(storage::Database& database, NodeRow self, Log& log, Options options)
    : nodes_(database), self_(std::move(self)), log_(log), options_(options) {}

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
    CO_TRY(self_, co_await nodes_.enter(self_));
    Seen seen;
    for (bool first = true;; first = false) {
        bool waiting = false;
        CO_TRY(const auto rival, co_await find_rival(seen, waiting));
        if (rival) {
            CO_CHECK(co_await leave());
            co_return refusal(self_, *rival);
        }
        if (!waiting) break;
        if (first) {
            log_.warning("waiting to see whether another node without a shared cache still lives");
        }
        CO_CHECK(co_await nodes_.beat(self_.self));
        CO_CHECK(co_await sleep_for(options_.look));
    }
    co_return co_await nodes_.erase_silent(forget_after);
}

Task<Result<void>> NodeRegistry::run() {
    for (;;) {
        CO_CHECK(co_await sleep_for(options_.beat));
        // While the database is away, that is what /health/ready says.
        std::ignore = co_await beat();
    }
}

Task<Result<void>> NodeRegistry::beat() {
    CO_TRY(const bool is_mine, co_await nodes_.beat(self_.self));
    if (displaced_.exchange(!is_mine) != !is_mine && !is_mine) {
        log_.error(
            "another process took this node's place: its data directory was copied. Give each node "
            "a directory of its own and start this one again");
    }
    co_return ok();
}

Task<Result<void>> NodeRegistry::leave() { return nodes_.leave(self_.self); }

std::string NodeRegistry::complaint() const {
    if (!displaced_) return {};
    return "Another process serves as this node: its data directory was copied.";
}

}  // namespace fairlead::app
