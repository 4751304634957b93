// SPDX-License-Identifier: Apache-2.0
#include "storage/count_entries.h"

#include "base/fixed_random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace fairlead::storage {
namespace {

std::vector<ConnectionId> ids_of(std::size_t count) {
    FixedRandom random;
    std::vector<ConnectionId> ids;
    for (std::size_t i = 0; i < count; ++i) {
        ids.push_back(ConnectionId::create(from_unix_ms(static_cast<std::int64_t>(i / 3)), random));
    }
    return ids;
}

TEST(CountEntries, NothingCountedIsNoBytes) {
    std::vector<ConnectionId> none;
    EXPECT_EQ(pack_counts(none), "");
    EXPECT_EQ(count_of("", ids_of(1).front()), 0);
}

TEST(CountEntries, AnEntryTakesTwentyBytes) {
    std::vector<ConnectionId> counted(300, ids_of(1).front());
    const auto entries = pack_counts(counted);
    ASSERT_EQ(entries.size(), 20U);
    EXPECT_EQ(entries.substr(16), std::string("\0\0\x01\x2c", 4));
}

TEST(CountEntries, ATornValueIsOurBug) {
    EXPECT_THROW(count_of("torn", ids_of(1).front()), std::logic_error);
}

RC_GTEST_PROP(CountEntries, EachIsCountedAsOftenAsItCame, ()) {
    const auto ids = ids_of(20);
    const auto picks =
        *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, ids.size()));
    std::vector<ConnectionId> counted;
    for (const std::size_t pick : picks) counted.push_back(ids[pick]);
    const auto entries = pack_counts(counted);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        RC_ASSERT(count_of(entries, ids[i]) == std::ranges::count(picks, i));
    }
}

}  // namespace
}  // namespace fairlead::storage
