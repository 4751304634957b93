// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/time.h"
#include "catalog/provider_spec.h"

#include <optional>
#include <vector>

/// What may be sent when, as pure functions of what the database says. No clock is read here.
namespace fairlead::oauth {

/// How long the parts of one refresh call may take.
struct CallTiming {
    Milliseconds deadline{20000};  ///< D: hard end of the HTTP call
    Milliseconds margin{10000};    ///< M

    Milliseconds lease() const { return deadline + margin; }  ///< L
    /// From before the lease was taken to the send, on the holder's own clock.
    Milliseconds send_within() const { return margin / 2; }
};

/// How a platform treats a refresh token that was presented, and our patience with it.
struct RotationPolicy {
    catalog::Rotation rotation = catalog::Rotation::unknown;
    Milliseconds grace{0};
    CallTiming timing;

    /// `unchanged_in_a_row`: refreshes of this connection whose answer left the refresh token as
    /// it was. Three of them teach an undeclared platform to be `none`.
    static RotationPolicy of(const catalog::RefreshRules& rules, int unchanged_in_a_row);

    /// The old token stays valid whatever the answer was: a repeated call harms nobody.
    bool repeats_freely() const;
    /// Presenting an old token may end every token of the grant.
    bool may_revoke_family() const;
};

constexpr int unchanged_to_learn = 3;

/// An earlier call with the same token whose outcome the database does not know.
struct PendingAttempt {
    bool open = false;  ///< its holder may still return; otherwise the holder said: no answer
    Time started{};     ///< database time
};

/// How much longer the stored access token serves.
struct AccessLife {
    std::optional<Time> expires = {};  ///< database time; none: the platform did not say
    bool known_dead = false;           ///< none above, and the platform answered 401 to it

    bool is_over(Time now) const;
    bool ends_within(Milliseconds left, Time now) const;
};

/// Answer of `may_send`.
struct SendPermit {
    bool allowed = false;
    /// Some earlier attempt has no known outcome and the class does not make that harmless: the
    /// declared unknown path, counted.
    bool is_unknown_retry = false;
    /// The send must happen within so long of the transaction's `now`.
    std::optional<Milliseconds> grace_left = {};
    /// When it is not allowed: at which time it will be, if nothing else happens.
    std::optional<Time> allowed_at = {};
};

/// The longest pause between two tries to store an answer.
constexpr Milliseconds longest_store_pause{5000};

/// `refresh.md` section 5. The lease is over (or absent) already; `now` is database time.
///
/// `unbroken`: how long we have had the database without a break. Whoever has an open attempt was
/// cut off as we were, may have the answer, and is given a lease's time anew to store it: no try
/// goes past it before, except where that harms nobody.
SendPermit may_send(const RotationPolicy& policy, const std::vector<PendingAttempt>& pending,
                    const AccessLife& access, Time now,
                    Milliseconds unbroken = Milliseconds::max());

/// When to refresh a token received at `received` (SPEC A8): at 75–85 % of its lifetime, earlier by
/// the provider's margin where that leaves at least half of the lifetime. Absent without expiry.
std::optional<Time> refresh_due(Time received, std::optional<Time> expires,
                                std::optional<Seconds> margin, Random& random);

/// Full jitter: a random wait in [1 s, min(cap, base * 2^failures)]; never before `retry_after`.
struct BackoffLimits {
    Milliseconds base{2000};
    Milliseconds cap{15 * 60 * 1000};
};
Milliseconds retry_delay(int failures, std::optional<Seconds> retry_after, Random& random,
                         const BackoffLimits& limits = {});

}  // namespace fairlead::oauth
