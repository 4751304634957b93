// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace fairlead {
namespace {

constexpr std::string_view short_text = "canary";
constexpr std::string_view long_text = "a canary that is too long to stand inside of a string";

/// Memory of a Secret that is looked at when it is gone.
class Place {
public:
    template <class... Args>
    Secret& make(Args&&... args) {
        return *new (bytes_.data()) Secret{std::forward<Args>(args)...};
    }
    bool holds(std::string_view text) const {
        return std::search(bytes_.begin(), bytes_.end(), text.begin(), text.end()) != bytes_.end();
    }

private:
    alignas(Secret) std::array<char, sizeof(Secret)> bytes_{};
};

// What moving leaves behind is the point here. NOLINTBEGIN(bugprone-use-after-move)
TEST(Secret, AShortOneLeavesNothingWhereItWas) {
    Place from;
    Place to;
    Secret& first = from.make(Secret::copy_of(short_text));
    EXPECT_TRUE(from.holds(short_text));
    Secret& second = to.make(std::move(first));
    EXPECT_FALSE(from.holds(short_text));
    EXPECT_TRUE(first.empty());
    EXPECT_EQ(second.expose(), short_text);
    first = std::move(second);
    EXPECT_FALSE(to.holds(short_text));
    EXPECT_EQ(first.expose(), short_text);
    second.~Secret();
    first.~Secret();
    EXPECT_FALSE(from.holds(short_text));
}

TEST(Secret, ALongOneChangesHands) {
    Secret first = Secret::copy_of(long_text);
    const char* const memory = first.expose().data();
    Secret second = std::move(first);
    EXPECT_TRUE(first.empty());
    EXPECT_EQ(second.expose(), long_text);
    EXPECT_EQ(second.expose().data(), memory);
    Secret third = Secret::copy_of(short_text);
    third = std::move(second);
    EXPECT_EQ(third.expose(), long_text);
    EXPECT_TRUE(second.empty());
}
// NOLINTEND(bugprone-use-after-move)

}  // namespace
}  // namespace fairlead
