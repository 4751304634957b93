// SPDX-License-Identifier: Apache-2.0
#include "model/connection.h"

#include <gtest/gtest.h>

namespace fairlead {
namespace {

constexpr Time now = from_unix_ms(1'700'000'000'000);

Connection connected(std::optional<Time> expires_at) {
    Connection connection;
    connection.status = ConnectionStatus::connected;
    connection.expires_at = expires_at;
    return connection;
}

TEST(ConnectionNames, RoundTrip) {
    for (int i = 0; i <= static_cast<int>(ConnectionStatus::disconnected); ++i) {
        const auto status = static_cast<ConnectionStatus>(i);
        const auto parsed = parse_connection_status(to_text(status));
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, status);
    }
    for (int i = 0; i <= static_cast<int>(ConnectionReason::unfinished); ++i) {
        const auto reason = static_cast<ConnectionReason>(i);
        const auto parsed = parse_connection_reason(to_text(reason));
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, reason);
    }
    EXPECT_FALSE(parse_connection_status("Connected"));
    EXPECT_FALSE(parse_connection_reason(""));
}

TEST(ShownStatus, ExpiredAtOnceWhereNothingCanRenew) {
    EXPECT_EQ(shown_status(connected(now), false, now), ConnectionStatus::expired);
    EXPECT_EQ(shown_status(connected(now + 1ms), false, now), ConnectionStatus::connected);
    EXPECT_EQ(shown_status(connected(now), true, now), ConnectionStatus::connected);
    EXPECT_EQ(shown_status(connected(std::nullopt), false, now), ConnectionStatus::connected);
    auto disconnected = connected(now);
    disconnected.status = ConnectionStatus::disconnected;
    EXPECT_EQ(shown_status(disconnected, false, now), ConnectionStatus::disconnected);
}

TEST(ShownStatus, ExpiredOnceRenewingFailedAndTheTokenIsOver) {
    auto failing = connected(now);
    failing.reason = ConnectionReason::provider_unavailable;
    EXPECT_EQ(shown_status(failing, true, now), ConnectionStatus::expired);
    EXPECT_EQ(shown_status(failing, true, now - 1ms), ConnectionStatus::connected);
}

TEST(ShownStatus, ConnectedWhileWhatIsRefusedCanBeRenewed) {
    auto refused = connected(now);
    refused.reason = ConnectionReason::access_refused;
    EXPECT_EQ(shown_status(refused, true, now), ConnectionStatus::connected);
    EXPECT_EQ(shown_status(refused, false, now), ConnectionStatus::expired);
    EXPECT_EQ(health(refused, true, now - 1ms), ConnectionHealth::degraded);
}

TEST(Health, TellsWhatIsWrongMostUrgentFirst) {
    EXPECT_EQ(health(connected(now + 1h), true, now), ConnectionHealth::ok);
    EXPECT_EQ(health(connected(now + 1h), false, now), ConnectionHealth::expiring);
    EXPECT_EQ(health(connected(now - 1ms), true, now), ConnectionHealth::degraded);
    EXPECT_EQ(health(connected(now - 1ms), false, now), ConnectionHealth::degraded);
    auto limited = connected(std::nullopt);
    limited.scopes_missing = {"write"};
    EXPECT_EQ(health(limited, true, now), ConnectionHealth::limited);
    limited.reason = ConnectionReason::refresh_unknown;
    EXPECT_EQ(health(limited, true, now), ConnectionHealth::degraded);
}

TEST(IsUsable, KeepsATenthOfTheLifetimeUpToAMinute) {
    EXPECT_TRUE(is_usable(std::nullopt, 0ms, now));
    EXPECT_TRUE(is_usable(now + 201ms, 2s, now));
    EXPECT_FALSE(is_usable(now + 200ms, 2s, now));
    EXPECT_TRUE(is_usable(now + 60s + 1ms, 1h, now));
    EXPECT_FALSE(is_usable(now + 60s, 1h, now));
    EXPECT_FALSE(is_usable(now + 60s, 0ms, now)) << "lifetime unknown: a whole minute";
}

}  // namespace
}  // namespace fairlead
