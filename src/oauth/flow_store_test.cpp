// SPDX-License-Identifier: Apache-2.0
#include "oauth/flow_store.h"

#include "base/fixed_random.h"
#include "base/loop_thread.h"
#include "cache/memory_cache.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "oauth/pkce.h"
#include "vault/memory_data_keys.h"

#include <gtest/gtest.h>

#include <set>

namespace fairlead::oauth {
namespace {

vault::Keyring test_keyring() {
    const auto key = Secret(std::string(crypto::key_size, 'k'));
    return vault::Keyring::of("test", crypto::key_view(key).value()).value();
}

std::string cache_key(const std::string& state) {
    return "connect-flow:" + crypto::sha256_hex(state);
}

class FlowStoreTest : public testing::Test {
protected:
    Result<FlowStore::Begun> begin(FlowStore& store, int user = 1) {
        return loop_.ask<FlowStore::Begun>([&] {
            FlowState flow;
            flow.user.value.bytes[15] = static_cast<std::uint8_t>(user);
            flow.integration = "acme";
            flow.verifier = new_verifier(random_);
            return store.begin(std::move(flow));
        });
    }
    std::optional<FlowState> take(FlowStore& store, const std::string& state) {
        auto taken = loop_.ask<std::optional<FlowState>>([&] { return store.take(state); });
        EXPECT_TRUE(taken);
        return std::move(*taken);
    }

    ManualClock clock_{from_unix_ms(1'700'000'000'000)};
    FixedRandom random_;
    cache::MemoryCache cache_{clock_};
    LoopThread loop_;
    vault::MemoryDataKeys data_keys_;
    vault::Vault vault_{data_keys_, test_keyring(), clock_, random_};
    FlowStore store_{cache_, vault_, clock_, random_, FlowLimits{}};
};

TEST_F(FlowStoreTest, KeepsWhatAPlatformGaveBeforeTheFlowCanBeTaken) {
    const FlowStore::Complete complete = [&](std::string state,
                                             FlowState& flow) -> Task<Result<void>> {
        CO_TRY(const auto early, co_await store_.take(std::move(state)));
        EXPECT_FALSE(early);
        flow.request_token = {Secret::copy_of("request-1"), Secret::copy_of("request-secret")};
        co_return ok();
    };
    const auto begun =
        loop_.ask<FlowStore::Begun>([&] { return store_.begin(FlowState{}, complete); });
    ASSERT_TRUE(begun);
    const auto sealed =
        loop_.ask<std::optional<std::string>>([&] { return cache_.take(cache_key(begun->state)); });
    ASSERT_TRUE(sealed && *sealed);
    EXPECT_EQ((*sealed)->find("request-"), std::string::npos);
    ASSERT_TRUE(loop_.ask<void>(
        [&] { return cache_.put(cache_key(begun->state), **sealed, Seconds{60}); }));
    const auto flow = take(store_, begun->state);
    ASSERT_TRUE(flow);
    EXPECT_EQ(flow->request_token.token.expose(), "request-1");
    EXPECT_EQ(flow->request_token.secret.expose(), "request-secret");
}

TEST_F(FlowStoreTest, FreesThePlaceOfAFlowThatIsNotCompleted) {
    const FlowStore::Complete refuse = [](std::string, FlowState&) -> Task<Result<void>> {
        co_return Error{Errc::provider_failed, "No."};
    };
    for (int i = 0; i < 2 * FlowLimits{}.per_user; ++i) {
        const auto begun =
            loop_.ask<FlowStore::Begun>([&] { return store_.begin(FlowState{}, refuse); });
        ASSERT_FALSE(begun);
        EXPECT_EQ(begun.error().code, Errc::provider_failed) << i;
    }
    EXPECT_EQ(store_.pending(), 0u);
}

TEST_F(FlowStoreTest, GivesAFlowBackOnceAsItWas) {
    const auto begun = begin(store_);
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->state.size(), 43U);
    EXPECT_TRUE(begun->cookie.name.starts_with("__Host-"));
    const auto flow = take(store_, begun->state);
    ASSERT_TRUE(flow);
    EXPECT_EQ(flow->integration, "acme");
    EXPECT_EQ(flow->verifier.size(), 43U);
    EXPECT_FALSE(take(store_, begun->state));
}

// A cache that nodes share may be read, and written, by others.
TEST_F(FlowStoreTest, WhatLiesInTheCacheTellsNothingAndOpensNowhereElse) {
    const auto one = begin(store_);
    const auto other = begin(store_, 2);
    ASSERT_TRUE(one && other);
    using Value = std::optional<std::string>;
    const auto lies = loop_.ask<Value>([&] { return cache_.get(cache_key(one->state)); });
    ASSERT_TRUE(lies && *lies);
    for (const char* word : {"acme", "verifier", "integration", "cookie"})
        EXPECT_EQ((*lies)->find(word), std::string::npos) << word;
    ASSERT_TRUE(loop_.run([&] { return cache_.put(cache_key(other->state), **lies, 1min); }));
    using Taken = std::optional<FlowState>;
    const auto moved = loop_.ask<Taken>([&] { return store_.take(other->state); });
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, Errc::internal);
    EXPECT_TRUE(take(store_, one->state));
}

TEST_F(FlowStoreTest, ForgetsAFlowAfterTenMinutes) {
    const auto begun = begin(store_);
    clock_.advance(10min);
    EXPECT_FALSE(take(store_, begun->state));
    EXPECT_EQ(store_.pending(), 0U);
}

TEST_F(FlowStoreTest, KnowsNoState) {
    EXPECT_FALSE(take(store_, ""));
    EXPECT_FALSE(take(store_, "unknown"));
    EXPECT_FALSE(take(store_, std::string(5000, 'x')));
}

TEST_F(FlowStoreTest, RefusesTheTwentyFirstFlowOfAUserAndSaysWhenToTry) {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(begin(store_)) << i;
    clock_.advance(1min);
    const auto refused = begin(store_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rate_limited);
    EXPECT_EQ(refused.error().retry_after, Seconds{540});
    EXPECT_TRUE(begin(store_, 2)) << "another user is not concerned";
}

TEST_F(FlowStoreTest, LetsTheNumberFallWhenFlowsEndOrDie) {
    std::vector<std::string> states;
    for (int i = 0; i < 20; ++i) states.push_back(begin(store_)->state);
    ASSERT_FALSE(begin(store_));
    take(store_, states[3]);
    EXPECT_TRUE(begin(store_));
    ASSERT_FALSE(begin(store_));
    clock_.advance(10min);
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(begin(store_)) << i;
}

TEST_F(FlowStoreTest, RefusesMoreThanTheNodeMayHold) {
    FlowLimits limits;
    limits.per_node = 5;
    FlowStore small{cache_, vault_, clock_, random_, limits};
    std::string state;
    for (int user = 1; user <= 5; ++user) state = begin(small, user)->state;
    const auto refused = begin(small, 6);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    take(small, state);
    EXPECT_TRUE(begin(small, 6));
}

TEST(Pkce, MakesVerifiersOfFortyThreeUnreservedCharactersThatDiffer) {
    crypto::SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 20'000; ++i) {
        const auto verifier = new_verifier(random);
        ASSERT_EQ(verifier.size(), 43U);
        ASSERT_EQ(verifier.expose().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqr"
                                                      "stuvwxyz0123456789-_"),
                  std::string_view::npos);
        ASSERT_TRUE(seen.insert(std::string{verifier.expose()}).second);
    }
}

// RFC 7636 appendix B.
TEST(Pkce, DerivesTheChallengeOfTheStandardsExample) {
    EXPECT_EQ(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    EXPECT_TRUE(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    EXPECT_FALSE(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"));
    EXPECT_FALSE(is_challenge(""));
}

}  // namespace
}  // namespace fairlead::oauth
