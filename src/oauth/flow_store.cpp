// SPDX-License-Identifier: Apache-2.0
#include "oauth/flow_store.h"

#include "crypto/hash.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::size_t state_bytes = 32;
constexpr std::size_t longest_state = 128;

std::string key_of(const std::string& state) { return "connect-flow:" + crypto::sha256_hex(state); }

vault::Place place_of(WorkspaceId workspace, std::string key) {
    return {.table = "cache",
            .column = "connect_flow",
            .row = workspace.value,
            .extra = {std::move(key)}};
}

Error lost_flow(std::string detail) {
    return Error{Errc::internal, "A connect under way is not readable.", std::move(detail)};
}

}  // namespace

void FlowStore::Pending::purge(std::chrono::nanoseconds now) {
    while (!deaths.empty() && deaths.front().first <= now) {
        live.erase(deaths.front().second);
        deaths.pop_front();
    }
}

Result<void> FlowStore::count(const std::string& key) {
    const auto now = clock_.boottime();
    const auto held = pending_.lock();
    held->purge(now);
    if (held->live.size() >= limits_.per_node)
        return Error{.code = Errc::unavailable,
                     .message = "Too many people are connecting accounts. Try again in a moment.",
                     .detail = "this node has as many pending flows as it may",
                     .retry_after = Seconds{30}};
    const auto dies = now + limits_.life;
    held->live.emplace(key, dies);
    held->deaths.emplace_back(dies, key);
    return ok();
}

std::size_t FlowStore::pending() {
    const auto held = pending_.lock();
    held->purge(clock_.boottime());
    return held->live.size();
}

/// A user's pending flows take numbered places. The first to count one up has it; it is free again
/// when the flow is taken, or dies. So the number falls, on any node, although a cache only counts
/// up.
Task<Result<std::string>> FlowStore::take_slot(UserId user) {
    const auto first =
        static_cast<int>(random_.below(static_cast<std::uint64_t>(limits_.per_user)));
    Milliseconds soonest = limits_.life;
    for (int i = 0; i < limits_.per_user; ++i) {
        const int number = (first + i) % limits_.per_user;
        const auto slot = "connect-slot:" + user.text() + ":" + std::to_string(number);
        CO_TRY(const auto taken, co_await cache_.increment(slot, limits_.life));
        if (taken.value == 1) co_return slot;
        soonest = std::min(soonest, taken.left);
    }
    const auto wait = std::max(Seconds{1}, std::chrono::ceil<Seconds>(soonest));
    co_return Error{.code = Errc::rate_limited,
                    .message = std::to_string(limits_.per_user) +
                               " connects of this user are under way already. Finish one, or try "
                               "again in " +
                               std::to_string(wait.count()) + " seconds.",
                    .reason = "too_many_pending",
                    .retry_after = wait};
}

Task<Result<void>> FlowStore::keep(std::string key, FlowState flow) {
    CO_CHECK(count(key));
    auto sealed = co_await seal(key, std::move(flow));
    if (!sealed) {
        pending_.lock()->live.erase(key);
        co_return std::move(sealed).error();
    }
    auto kept = co_await cache_.put(key, *std::move(sealed), limits_.life);
    if (!kept) pending_.lock()->live.erase(key);
    co_return kept;
}

/// In front of what is sealed stands whose key opens it.
Task<Result<std::string>> FlowStore::seal(std::string key, FlowState flow) {
    CO_TRY(const auto sealer, co_await vault_.sealer(Owner::of(flow.workspace)));
    const auto place = place_of(flow.workspace, std::move(key));
    co_return flow.workspace.text() + sealer.seal(place, Secret{flow.text()});
}

Task<Result<FlowState>> FlowStore::open(std::string key, std::string sealed) {
    const std::size_t size = WorkspaceId{}.text().size();
    const auto workspace = WorkspaceId::parse(sealed.substr(0, size));
    if (!workspace) co_return lost_flow("the cached flow names no workspace");
    CO_TRY(const auto sealer, co_await vault_.sealer(Owner::of(*workspace)));
    const auto place = place_of(*workspace, std::move(key));
    const auto text = sealer.open(place, std::string_view{sealed}.substr(size));
    if (!text) co_return lost_flow("the cached flow does not open: " + text.error().detail);
    co_return FlowState::parse(text->expose());
}

Task<Result<FlowStore::Begun>> FlowStore::begin(FlowState flow) {
    const Complete nothing = [](std::string, FlowState&) -> Task<Result<void>> { co_return ok(); };
    co_return co_await begin(std::move(flow), nothing);
}

Task<Result<FlowStore::Begun>> FlowStore::begin(FlowState flow, const Complete& complete) {
    Begun begun;
    begun.state = random_.base64url(state_bytes);
    begun.cookie.name = flow_cookie_name(begun.state);
    begun.cookie.value = random_.base64url(state_bytes);
    begun.cookie.max_age = std::chrono::floor<Seconds>(limits_.life);
    flow.cookie_hash = crypto::sha256_hex(begun.cookie.value);
    flow.created = clock_.now();
    CO_TRY(flow.slot, co_await take_slot(flow.user));
    const auto slot = flow.slot;
    auto state = begun.state;
    auto kept = co_await complete(std::move(state), flow);
    if (kept) kept = co_await keep(key_of(begun.state), std::move(flow));
    if (!kept) {
        CO_CHECK(co_await cache_.erase(slot));
        co_return std::move(kept).error();
    }
    co_return begun;
}

Task<Result<std::optional<FlowState>>> FlowStore::take(std::string state) {
    if (state.empty() || state.size() > longest_state) co_return std::optional<FlowState>{};
    const auto key = key_of(state);
    CO_TRY(auto sealed, co_await cache_.take(key));
    if (!sealed) co_return std::optional<FlowState>{};
    pending_.lock()->live.erase(key);
    auto flow = co_await open(key, *std::move(sealed));
    if (!flow) co_return std::move(flow).error();
    CO_CHECK(co_await cache_.erase(flow->slot));
    // A shared cache has a clock, and a notion of deleting, of its own.
    if (flow->created + limits_.life <= clock_.now()) co_return std::optional<FlowState>{};
    co_return std::optional<FlowState>{*std::move(flow)};
}

}  // namespace fairlead::oauth
