// SPDX-License-Identifier: Apache-2.0
//
// How often somebody may try (SPEC H4), where the route alone cannot tell: one of many links, one
// connect session.
#include "base/temporary_directory.h"
#include "support/api.h"
#include "support/app_under_test.h"
#include "support/connecting.h"

#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

class LimitsTest : public testing::Test {
protected:
    LimitsTest() {
        app_.start();
        key_ = app_.create_key("connections:read,connections:write");
    }

    Api api(const std::string& user = "user-1") { return {caller_, app_.url(), key_, user}; }

    TemporaryDirectory directory_;
    HttpCaller caller_;
    // Nothing is asked of the platform here.
    AppUnderTest app_{directory_.path(),
                      {{"FAIRLEAD_CONNECT_STARTS", "3"},
                       {"FAIRLEAD_LOGINS", "4"},
                       {"FAIRLEAD_SANDBOX_URL", "https://localhost:1"},
                       {"ACME_CLIENT_ID", "client"},
                       {"ACME_CLIENT_SECRET", "secret"}}};
    std::string key_;
};

constexpr const char* five_links =
    R"({"action":"link","links":[{"provider":"acme"},{"provider":"acme"},{"provider":"acme"},)"
    R"({"provider":"acme"},{"provider":"acme"}]})";

TEST_F(LimitsTest, EachLinkOfManyCountsAsAStart) {
    const Answer begun = api().post("/api/integrations/bulk", five_links);
    ASSERT_EQ(begun.status, 202) << begun.body;
    const std::string bulk = "/api/integrations/bulk/" + begun.text("/id");
    EXPECT_TRUE(eventually([&] { return api().get(bulk).text("/status") == "finished"; }));
    const Answer answer = api().get(bulk + "/results");
    for (int i = 0; i < 5; ++i) {
        const std::string item = "/items/" + std::to_string(i);
        EXPECT_EQ(answer.text(item + "/status"), i < 3 ? "done" : "failed") << answer.body;
        if (i < 3) continue;
        EXPECT_EQ(answer.text(item + "/error/code"), "rate_limited");
        EXPECT_GT(std::stoi(answer.text(item + "/error/retryAfter")), 0);
    }
    // The same count as that of a single start.
    EXPECT_EQ(api().post("/api/integrations/connect/acme", "{}").status, 429);
    EXPECT_EQ(api("user-2").post("/api/integrations/connect/acme", "{}").status, 200);
}

TEST_F(LimitsTest, WhatBeginsNothingIsNoStart) {
    const std::string nobodys = R"({"action":"disconnect","connectionIds":[)"
                                R"("00000000-0000-7000-8000-000000000000"]})";
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(api().post("/api/integrations/bulk", nobodys).status, 202);
    EXPECT_EQ(api().post("/api/integrations/connect/acme", "{}").status, 200);
}

TEST_F(LimitsTest, AConnectSessionHasSoManyTriesToBeFinished) {
    const std::string challenge(43, 'A');
    const auto begin = [&] {
        const Answer made = api().post(
            "/api/connect/sessions", R"({"provider":"acme","codeChallenge":")" + challenge + "\"}");
        EXPECT_EQ(made.status, 201) << made.body;
        return "/api/connect/sessions/" + made.text("/id") + "/finish";
    };
    const std::string guess = R"({"codeVerifier":")" + std::string(43, 'b') + "\"}";
    const std::string finish = begin();
    for (int i = 0; i < 4; ++i) EXPECT_EQ(api().post(finish, guess).status, 403);
    const Answer limited = api().post(finish, guess);
    EXPECT_EQ(limited.status, 429);
    EXPECT_NE(limited.header("Retry-After"), "");
    // Another session is another matter.
    EXPECT_EQ(api().post(begin(), guess).status, 403);
}

}  // namespace
}  // namespace fairlead::tests
