// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace fairlead::storage {

/// How far a reader of the outbox has come. Numbers are drawn before the commit, so that of two
/// transactions the one with the higher number may be seen first: a number that was passed over is
/// waited for, until no transaction of ours can still be under way, and then was rolled back. Not
/// thread-safe.
class OutboxPlace {
public:
    /// Longer than any transaction of ours lives (docs/scaling.md, "The connection").
    static constexpr Milliseconds patience{30'000};
    /// How many rows tell where a reader begins who has no place yet.
    static constexpr int looks_back = 2000;

    struct Recent {
        std::int64_t sequence = 0;
        Milliseconds age{0};
    };

    OutboxPlace() = default;
    /// After `recent`, the last rows that are visible, in order.
    OutboxPlace(const std::vector<Recent>& recent, Time now);

    /// A row that was read. Answers whether it is the first time.
    bool see(std::int64_t sequence, Time now);
    /// Numbers that may still appear. Those that were waited for long enough are given up.
    std::vector<std::int64_t> missing(Time now);

    std::int64_t newest() const { return newest_; }
    /// Everything up to it was seen or will never be.
    std::int64_t settled() const;
    /// Those beyond that were seen.
    std::set<std::int64_t> beyond() const;

private:
    void miss(std::int64_t from, std::int64_t to, Time since);

    std::int64_t newest_ = 0;
    std::map<std::int64_t, Time> missing_;  ///< since when
};

}  // namespace fairlead::storage
