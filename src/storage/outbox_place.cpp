// SPDX-License-Identifier: Apache-2.0
#include "storage/outbox_place.h"

#include <algorithm>

namespace fairlead::storage {
namespace {

/// A server that recovers from a crash leaves out some dozens; more are not worth waiting for.
constexpr std::int64_t longest_gap = 1000;

}  // namespace

OutboxPlace::OutboxPlace(const std::vector<Recent>& recent, Time now) {
    if (recent.empty()) return;
    newest_ = recent.front().sequence;
    for (const Recent& row : recent) {
        // What is beside an old row is as old.
        if (row.age < patience) miss(newest_ + 1, row.sequence, now - row.age);
        newest_ = row.sequence;
    }
}

void OutboxPlace::miss(std::int64_t from, std::int64_t to, Time since) {
    for (auto number = std::max(from, to - longest_gap); number < to; ++number) {
        missing_.emplace(number, since);
    }
}

bool OutboxPlace::see(std::int64_t sequence, Time now) {
    if (sequence <= newest_) return missing_.erase(sequence) == 1;
    // Where nothing was seen yet, nothing says that there was a row before.
    if (newest_ > 0) miss(newest_ + 1, sequence, now);
    newest_ = sequence;
    return true;
}

std::vector<std::int64_t> OutboxPlace::missing(Time now) {
    std::erase_if(missing_, [now](const auto& each) { return now - each.second >= patience; });
    std::vector<std::int64_t> numbers;
    for (const auto& [number, since] : missing_) numbers.push_back(number);
    return numbers;
}

std::int64_t OutboxPlace::settled() const {
    return missing_.empty() ? newest_ : missing_.begin()->first - 1;
}

std::set<std::int64_t> OutboxPlace::beyond() const {
    std::set<std::int64_t> seen;
    for (auto number = settled() + 1; number <= newest_; ++number) {
        if (!missing_.contains(number)) seen.insert(number);
    }
    return seen;
}

}  // namespace fairlead::storage
