// SPDX-License-Identifier: Apache-2.0
#include "oauth/link_token.h"

#include "base/fixed_random.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

constexpr Time start = from_unix_ms(1'700'000'000'000);

TEST(LinkToken, IsFoundByItsWholeText) {
    FixedRandom random;
    const auto session = ConnectSessionId::create(start, random);
    const auto token = new_link_token(session, random);
    const auto hash = link_token_hash(token);
    ASSERT_TRUE(hash);
    EXPECT_EQ(hash, link_token_hash(token));
    EXPECT_EQ(hash->find(token), std::string::npos);
    auto other = token;
    other[40] = other[40] == 'A' ? 'B' : 'A';  // of the secret part
    EXPECT_NE(link_token_hash(other), hash);
    EXPECT_NE(link_token_hash(new_link_token(session, random)), hash);
}

TEST(LinkToken, LaterOnesLieBehind) {
    FixedRandom random;
    const auto hash_at = [&](Time now) {
        return *link_token_hash(new_link_token(ConnectSessionId::create(now, random), random));
    };
    EXPECT_LT(hash_at(start), hash_at(start + 1ms));
    EXPECT_LT(hash_at(start + 1ms), hash_at(start + 2ms));
}

TEST(LinkToken, WhatIsNoneHasNoHash) {
    FixedRandom random;
    const auto token = new_link_token(ConnectSessionId::create(start, random), random);
    EXPECT_EQ(token.size(), 64U);
    EXPECT_FALSE(link_token_hash(""));
    EXPECT_FALSE(link_token_hash("no-such-link"));
    EXPECT_FALSE(link_token_hash(token.substr(1)));
    EXPECT_FALSE(link_token_hash(token + "A"));
    EXPECT_FALSE(link_token_hash("." + token.substr(1)));
}

}  // namespace
}  // namespace fairlead::oauth
