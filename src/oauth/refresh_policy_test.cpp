// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_policy.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

using catalog::Rotation;

constexpr Time now = from_unix_ms(1'700'000'000'000);
constexpr Milliseconds lease = 30s;
constexpr Milliseconds plenty = 30min;

/// Always the same share of the range: 0x00 its lowest, 0xff its highest.
class EdgeRandom final : public Random {
public:
    explicit EdgeRandom(std::uint8_t byte) : byte_(byte) {}
    void fill(std::span<std::byte> out) override {
        for (auto& b : out) b = std::byte{byte_};
        out.back() = std::byte{0};  // or `below` would call it biased and ask again
    }

private:
    std::uint8_t byte_;
};

RotationPolicy policy_of(Rotation rotation, Milliseconds grace = 0ms) {
    return {.rotation = rotation, .grace = grace, .timing = {}};
}

std::vector<PendingAttempt> unknown_since(Milliseconds age) {
    return {{.open = false, .started = now - age}};
}
std::vector<PendingAttempt> open_since(Milliseconds age) {
    return {{.open = true, .started = now - age}};
}
AccessLife ends_in(Milliseconds left) { return {.expires = now + left}; }

TEST(MaySend, SendsWhenNothingIsPending) {
    for (const auto rotation : {Rotation::none, Rotation::additive, Rotation::grace,
                                Rotation::strict, Rotation::strict_family, Rotation::unknown}) {
        const auto permit = may_send(policy_of(rotation), {}, ends_in(plenty), now);
        EXPECT_TRUE(permit.allowed);
        EXPECT_FALSE(permit.is_unknown_retry);
    }
}

TEST(MaySend, RepeatsAtOnceWhereTheOldTokenStays) {
    for (const auto rotation : {Rotation::none, Rotation::additive}) {
        EXPECT_TRUE(may_send(policy_of(rotation), unknown_since(1s), ends_in(plenty), now).allowed);
        EXPECT_TRUE(may_send(policy_of(rotation), open_since(31s), ends_in(plenty), now).allowed);
        EXPECT_TRUE(may_send(policy_of(rotation), unknown_since(1s), ends_in(plenty), now)
                        .is_unknown_retry);
    }
}

TEST(MaySend, UsesTheGraceUntilHalfAMarginBeforeItsEnd) {
    const auto policy = policy_of(Rotation::grace, 60s);
    const auto early = may_send(policy, unknown_since(lease), ends_in(plenty), now);
    EXPECT_TRUE(early.allowed);
    EXPECT_FALSE(early.is_unknown_retry);
    EXPECT_EQ(early.grace_left, Milliseconds{25s});
    EXPECT_TRUE(may_send(policy, open_since(lease), ends_in(plenty), now).allowed);
    EXPECT_TRUE(may_send(policy, unknown_since(54999ms), ends_in(plenty), now).allowed);

    const auto late = may_send(policy, unknown_since(55s), ends_in(plenty), now);
    EXPECT_FALSE(late.allowed);
    EXPECT_EQ(late.allowed_at, now + plenty - 60s);
}

TEST(MaySend, TheOldestAttemptDecidesTheGrace) {
    auto pending = unknown_since(30s);
    pending.push_back({.open = false, .started = now - 56s});
    EXPECT_FALSE(may_send(policy_of(Rotation::grace, 60s), pending, ends_in(plenty), now).allowed);
}

TEST(MaySend, AShortGraceIsNoGrace) {
    // G must be above L + M = 40 s.
    EXPECT_FALSE(may_send(policy_of(Rotation::grace, 40s), unknown_since(31s), ends_in(plenty), now)
                     .allowed);
    EXPECT_TRUE(
        may_send(policy_of(Rotation::grace, 40s + 1ms), unknown_since(31s), ends_in(plenty), now)
            .allowed);
}

TEST(MaySend, AnAttemptFromTheFutureHasNoGrace) {
    EXPECT_FALSE(
        may_send(policy_of(Rotation::grace, 60s), unknown_since(-1ms), ends_in(plenty), now)
            .allowed);
}

TEST(MaySend, LateGraceIsAStrictFamily) {
    const auto policy = policy_of(Rotation::grace, 60s);
    EXPECT_TRUE(may_send(policy, unknown_since(5min), ends_in(60s), now).allowed);
    EXPECT_TRUE(may_send(policy, unknown_since(5min), ends_in(60s), now).is_unknown_retry);
    EXPECT_FALSE(may_send(policy, unknown_since(5min), ends_in(60001ms), now).allowed);
    EXPECT_FALSE(may_send(policy, open_since(5min), ends_in(1ms), now).allowed);
    EXPECT_TRUE(may_send(policy, open_since(5min), ends_in(0ms), now).allowed);
}

TEST(MaySend, StrictWaitsForTheLastMinuteInBothColumns) {
    const auto policy = policy_of(Rotation::strict);
    for (const auto& pending : {unknown_since(31s), open_since(31s)}) {
        EXPECT_FALSE(may_send(policy, pending, ends_in(60001ms), now).allowed);
        const auto permit = may_send(policy, pending, ends_in(60s), now);
        EXPECT_TRUE(permit.allowed);
        EXPECT_TRUE(permit.is_unknown_retry);
    }
}

TEST(MaySend, AFamilyWaitsForTheLastMinuteOrTheEnd) {
    for (const auto rotation : {Rotation::strict_family, Rotation::unknown}) {
        const auto policy = policy_of(rotation);
        EXPECT_FALSE(may_send(policy, unknown_since(31s), ends_in(60001ms), now).allowed);
        EXPECT_TRUE(may_send(policy, unknown_since(31s), ends_in(60s), now).allowed);
        const auto open = may_send(policy, open_since(31s), ends_in(1ms), now);
        EXPECT_FALSE(open.allowed);
        EXPECT_EQ(open.allowed_at, now + 1ms);
        EXPECT_TRUE(may_send(policy, open_since(31s), ends_in(0ms), now).allowed);
    }
}

TEST(MaySend, AHolderThatWasCutOffFromTheDatabaseAsWeWereGetsItsLeaseAnew) {
    const auto patience = lease + longest_store_pause;
    for (const auto rotation : {Rotation::strict, Rotation::strict_family, Rotation::unknown}) {
        const auto policy = policy_of(rotation);
        const auto early = may_send(policy, open_since(1h), ends_in(-1h), now, patience - 1ms);
        EXPECT_FALSE(early.allowed);
        EXPECT_EQ(early.allowed_at, now + 1ms);
        EXPECT_TRUE(may_send(policy, open_since(1h), ends_in(-1h), now, patience).allowed);
        EXPECT_TRUE(may_send(policy, unknown_since(1h), ends_in(-1h), now, 0ms).allowed)
            << "its holder has said that there is no answer";
        EXPECT_TRUE(may_send(policy, {}, ends_in(-1h), now, 0ms).allowed);
    }
    EXPECT_TRUE(
        may_send(policy_of(Rotation::none), open_since(1h), ends_in(-1h), now, 0ms).allowed);
}

TEST(MaySend, OneOpenAttemptAmongUnknownOnesCounts) {
    auto pending = unknown_since(90s);
    pending.push_back({.open = true, .started = now - 31s});
    EXPECT_FALSE(may_send(policy_of(Rotation::strict_family), pending, ends_in(30s), now).allowed);
}

TEST(MaySend, WithoutExpiryOnlyARefusedAccessTokenIsOver) {
    const auto policy = policy_of(Rotation::strict_family);
    EXPECT_FALSE(may_send(policy, unknown_since(31s), {}, now).allowed);
    EXPECT_TRUE(may_send(policy, unknown_since(31s), {.known_dead = true}, now).allowed);
}

TEST(RotationPolicy, ThreeUnchangedTokensTeachAnUndeclaredPlatform) {
    catalog::RefreshRules rules;
    EXPECT_EQ(RotationPolicy::of(rules, 2).rotation, Rotation::unknown);
    EXPECT_EQ(RotationPolicy::of(rules, 3).rotation, Rotation::none);
    rules.rotation = Rotation::strict_family;
    EXPECT_EQ(RotationPolicy::of(rules, 9).rotation, Rotation::strict_family);
}

TEST(RefreshDue, FallsBetweenThreeQuartersAndEightyFivePercent) {
    EdgeRandom low(0x00);
    EdgeRandom high(0xff);
    EXPECT_EQ(refresh_due(now, now + 1000s, {}, low), now + 750s);
    EXPECT_GT(*refresh_due(now, now + 1000s, {}, high), now + 849s);
    EXPECT_LE(*refresh_due(now, now + 1000s, {}, high), now + 850s);
}

TEST(RefreshDue, TheMarginCountsWhereItLeavesHalf) {
    EdgeRandom low(0x00);
    EXPECT_EQ(refresh_due(now, now + 1000s, Seconds{400}, low), now + 600s);
    EXPECT_EQ(refresh_due(now, now + 1000s, Seconds{600}, low), now + 750s);
    EXPECT_EQ(refresh_due(now, now + 1000s, Seconds{100}, low), now + 750s);
}

TEST(RefreshDue, HasNoAnswerWithoutExpiryAndIsAtOnceForADeadOne) {
    EdgeRandom low(0x00);
    EXPECT_EQ(refresh_due(now, std::nullopt, Seconds{60}, low), std::nullopt);
    EXPECT_EQ(refresh_due(now, now, {}, low), now);
    EXPECT_EQ(refresh_due(now, now - 5s, {}, low), now);
}

RC_GTEST_PROP(RefreshDue, StaysInTheSecondHalfOfTheLifetime,
              (std::uint8_t byte, std::uint32_t seconds, std::uint16_t margin)) {
    RC_PRE(seconds > 1u);
    EdgeRandom random(byte);
    const auto expires = now + Seconds{seconds};
    const auto due = refresh_due(now, expires, Seconds{margin}, random);
    RC_ASSERT(due.has_value());
    RC_ASSERT(*due >= now + Milliseconds{Seconds{seconds}} / 2 - 1ms);
    RC_ASSERT(*due <= now + Milliseconds{Seconds{seconds}} * 85 / 100 + 1ms);
}

TEST(RetryDelay, GrowsToItsCapAndHonoursThePlatform) {
    EdgeRandom high(0xff);
    EXPECT_LE(retry_delay(0, {}, high), 2s);
    EXPECT_LE(retry_delay(3, {}, high), 16s);
    EXPECT_GT(retry_delay(3, {}, high), 15s);
    EXPECT_LE(retry_delay(60, {}, high), 15min);
    EdgeRandom low(0x00);
    EXPECT_EQ(retry_delay(5, {}, low), 1s);
    EXPECT_EQ(retry_delay(0, Seconds{90}, low), 90s);
    EXPECT_GE(retry_delay(4, Seconds{90}, high), 90s);
}

}  // namespace
}  // namespace fairlead::oauth
