// SPDX-License-Identifier: Apache-2.0
#include "crypto/locked_bytes.h"

#include <gtest/gtest.h>

namespace fairlead::crypto {
namespace {

TEST(LockedBytes, GiveBackWhatTheyTook) {
    for (const std::size_t size : {0UL, 1UL, 33UL, 5000UL}) {
        const std::string text(size, 'x');
        LockedBytes locked{Secret::copy_of(text)};
        EXPECT_EQ(locked.copy().expose(), text);
        const LockedBytes moved{std::move(locked)};
        EXPECT_EQ(moved.copy().expose(), text);
        EXPECT_EQ(moved.copy().expose(), text);
    }
}

}  // namespace
}  // namespace fairlead::crypto
