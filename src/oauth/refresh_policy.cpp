// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_policy.h"

#include <algorithm>

namespace fairlead::oauth {

using catalog::Rotation;

namespace {

constexpr Milliseconds last_minute{60000};

/// Whether the grace rule can be used at all: the retry falls after the quiet time L and must be
/// on the wire before the grace ends (`refresh.md` section 3).
bool has_usable_grace(const RotationPolicy& policy) {
    return policy.rotation == Rotation::grace &&
           policy.grace > policy.timing.lease() + policy.timing.margin;
}

std::optional<Milliseconds> grace_left(const RotationPolicy& policy,
                                       const std::vector<PendingAttempt>& pending, Time now) {
    if (!has_usable_grace(policy)) return std::nullopt;
    const auto first = std::ranges::min_element(pending, {}, &PendingAttempt::started)->started;
    // A clock that was set back says nothing about how old the attempt is.
    if (first > now) return std::nullopt;
    const Milliseconds left = first + policy.grace - policy.timing.margin / 2 - now;
    if (left <= Milliseconds{0}) return std::nullopt;
    return left;
}

/// Waits until the access token is about to be worthless, so that the try cannot cost it.
SendPermit when_access_has(Milliseconds left, const AccessLife& access, Time now) {
    SendPermit permit;
    permit.is_unknown_retry = true;
    permit.allowed = access.ends_within(left, now);
    if (!permit.allowed && access.expires) permit.allowed_at = *access.expires - left;
    return permit;
}

SendPermit after_holders_had_time(SendPermit permit, const CallTiming& timing, Time now,
                                  Milliseconds unbroken) {
    const auto patience = timing.lease() + longest_store_pause;
    if (!permit.allowed || unbroken >= patience) return permit;
    permit.allowed = false;
    permit.allowed_at = now + (patience - unbroken);
    return permit;
}

}  // namespace

RotationPolicy RotationPolicy::of(const catalog::RefreshRules& rules, int unchanged_in_a_row) {
    RotationPolicy policy;
    policy.rotation = rules.rotation;
    if (rules.rotation == Rotation::unknown && unchanged_in_a_row >= unchanged_to_learn)
        policy.rotation = Rotation::none;
    policy.grace = rules.grace;
    policy.timing = {rules.deadline, rules.lease_margin};
    return policy;
}

bool RotationPolicy::repeats_freely() const {
    return rotation == Rotation::none || rotation == Rotation::additive;
}

bool RotationPolicy::may_revoke_family() const {
    return rotation == Rotation::strict_family || rotation == Rotation::unknown ||
           rotation == Rotation::grace;
}

bool AccessLife::is_over(Time now) const { return ends_within(Milliseconds{0}, now); }

bool AccessLife::ends_within(Milliseconds left, Time now) const {
    if (!expires) return known_dead;
    return *expires - now <= left;
}

SendPermit may_send(const RotationPolicy& policy, const std::vector<PendingAttempt>& pending,
                    const AccessLife& access, Time now, Milliseconds unbroken) {
    if (pending.empty()) return {.allowed = true};
    if (policy.repeats_freely()) return {.allowed = true, .is_unknown_retry = true};
    if (const auto left = grace_left(policy, pending, now))
        return {.allowed = true, .grace_left = left};

    const bool some_open = std::ranges::any_of(pending, &PendingAttempt::open);
    const bool may_cost_all = some_open && policy.rotation != Rotation::strict;
    const auto permit = when_access_has(may_cost_all ? Milliseconds{0} : last_minute, access, now);
    return some_open ? after_holders_had_time(permit, policy.timing, now, unbroken) : permit;
}

std::optional<Time> refresh_due(Time received, std::optional<Time> expires,
                                std::optional<Seconds> margin, Random& random) {
    if (!expires) return std::nullopt;
    const auto lifetime = static_cast<double>((*expires - received).count());
    if (lifetime <= 0) return received;
    auto share = 0.75 + 0.10 * random.unit();
    if (margin) {
        const auto wanted = 1.0 - static_cast<double>(Milliseconds{*margin}.count()) / lifetime;
        // The jitter stays, so that tokens issued together do not come due together.
        if (wanted >= 0.5 && wanted < share) share = std::max(0.5, wanted - 0.05 * random.unit());
    }
    return received + Milliseconds{static_cast<std::int64_t>(lifetime * share)};
}

Milliseconds retry_delay(int failures, std::optional<Seconds> retry_after, Random& random,
                         const BackoffLimits& limits) {
    const int doublings = std::clamp(failures, 0, 30);
    const auto ceiling =
        std::min<std::int64_t>(limits.cap.count(), limits.base.count() << doublings);
    const auto jittered = static_cast<std::int64_t>(static_cast<double>(ceiling) * random.unit());
    const auto wait = std::max<std::int64_t>(1000, jittered);
    const auto floor = retry_after ? Milliseconds{*retry_after}.count() : 0;
    if (wait >= floor) return Milliseconds{wait};
    // Past the platform's own time, spread out again.
    return Milliseconds{floor + jittered / 10};
}

}  // namespace fairlead::oauth
