// SPDX-License-Identifier: Apache-2.0
//
// Many callers want the token of one expired connection: the platform hears of it once.
#include "support/acme_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

namespace fairlead::tests {
namespace {

constexpr int callers = 64;

/// Connects with a token that dies at once; the next one will live long.
std::string connect_expiring(AcmeWorld& world, const std::string& account) {
    world.sandbox.configure(R"({"accessSeconds":1})");
    const std::string id = world.connect("user-1", account);
    world.sandbox.configure(R"({"accessSeconds":3600})");
    return id;
}

std::vector<Answer> ask_together(AcmeWorld& world, const std::string& id,
                                 const std::function<void()>& meanwhile) {
    std::vector<Answer> answers(callers);
    std::vector<std::thread> threads;
    for (Answer& answer : answers) {
        threads.emplace_back([&world, &id, &answer] { answer = world.token("user-1", id); });
    }
    meanwhile();
    for (std::thread& thread : threads) thread.join();
    return answers;
}

void expect_one_token(AcmeWorld& world, const std::string& id, const std::vector<Answer>& answers) {
    // They may all have been early: one more is not.
    std::set<std::string> tokens{world.token("user-1", id).text("/accessToken")};
    for (const Answer& answer : answers) {
        ASSERT_EQ(answer.status, 200) << answer.body << answer.failure;
        tokens.insert(answer.text("/accessToken"));
    }
    // Whoever was early had the token that came first, which was good for that moment still.
    EXPECT_LE(tokens.size(), 2U);
    EXPECT_TRUE(eventually([&] {
        return std::ranges::count_if(
                   tokens, [&](const std::string& token) { return world.accepts(token); }) == 1;
    }));
}

TEST(SingleFlight, SixtyFourCallersOfAnExpiredConnectionShareOneRefresh) {
    AcmeWorld world;
    const std::string id = connect_expiring(world, "bulk-1");
    world.sandbox.fault("hold@refresh");
    const auto answers = ask_together(world, id, [&world] {
        ASSERT_TRUE(eventually(
            [&world] { return !world.sandbox.ask("/control/held").as_array().empty(); }));
        world.sandbox.tell(net::Method::post, "/control/held/release");
    });
    expect_one_token(world, id, answers);
    EXPECT_EQ(world.sandbox.sum("bulk-1", "refreshes"), 1);
    EXPECT_EQ(world.sandbox.sum("bulk-1", "refusals"), 0);
}

TEST(SingleFlight, TheyShareItTooWhenThePlatformIsQuick) {
    AcmeWorld world;
    for (int round = 0; round < 5; ++round) {
        const std::string account = "bulk-" + std::to_string(round);
        const std::string id = connect_expiring(world, account);
        const auto answers = ask_together(world, id, [] {});
        for (const Answer& answer : answers) ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_LE(world.sandbox.sum(account, "refreshes"), 1);
        EXPECT_EQ(world.sandbox.sum(account, "reuses"), 0);
    }
}

TEST(SingleFlight, AFailureIsSharedAsWell) {
    AcmeWorld world;
    const std::string id = connect_expiring(world, "bulk-1");
    world.sandbox.fault("hold@refresh");
    world.sandbox.fault("invalid_grant@refresh");
    const auto answers = ask_together(world, id, [&world] {
        ASSERT_TRUE(eventually(
            [&world] { return !world.sandbox.ask("/control/held").as_array().empty(); }));
        world.sandbox.tell(net::Method::post, "/control/held/release");
    });
    // The token that came first may still have served a caller that was early.
    for (const Answer& answer : answers) EXPECT_TRUE(answer.status == 409 || answer.status == 200);
    // They may all have been early, and the refusal is then not yet heard.
    EXPECT_TRUE(eventually(
        [&world, &id] { return world.token("user-1", id).text("/code") == "reconnect_required"; }));
    EXPECT_EQ(world.sandbox.sum("bulk-1", "refreshes"), 0);
}

}  // namespace
}  // namespace fairlead::tests
