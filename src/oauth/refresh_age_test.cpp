// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_age.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

constexpr Time moment{std::chrono::hours{1000}};

catalog::AuthMethod method(Seconds min_age) {
    catalog::AuthMethod method;
    method.refresh.by = catalog::RefreshBy::access_token;
    method.refresh.min_age = min_age;
    return method;
}

storage::SealedTokens issued(Milliseconds ago) {
    storage::SealedTokens tokens;
    tokens.access_lifetime = std::chrono::hours{100};
    tokens.access_expires = moment - ago + tokens.access_lifetime;
    return tokens;
}

TEST(RefreshAge, ATokenIsTooYoungUntilItIsOldEnough) {
    const auto of_a_day = method(Seconds{86400});
    const auto hour = std::chrono::hours{1};
    EXPECT_EQ(too_young_until(of_a_day, issued(hour), moment), moment + 23 * hour);
    EXPECT_FALSE(too_young_until(of_a_day, issued(24 * hour), moment));
    EXPECT_FALSE(too_young_until(method(Seconds{0}), issued(hour), moment));
    for (const auto& any : {of_a_day, method(Seconds{0})}) {
        EXPECT_FALSE(too_young_until(any, issued(-hour), moment)) << "the clock was set back";
    }
    EXPECT_FALSE(too_young_until(of_a_day, {}, moment)) << "whose age is not known";
}

}  // namespace
}  // namespace fairlead::oauth
