// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include "sandbox/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

using testing::ElementsAre;

class LedgerOverSockets : public testing::Test {
protected:
    /// deed + kind of each event after `since`.
    std::vector<std::string> deeds(const std::string& target) {
        std::vector<std::string> found;
        const auto list = box_.control(net::Method::get, target);
        for (const auto& event : list.as_array()) {
            found.push_back(box_.text(event, "/deed") + " " + box_.text(event, "/kind"));
        }
        return found;
    }

    SandboxFixture box_;
};

TEST_F(LedgerOverSockets, TellsAGrantsWholeStory) {
    const auto first = box_.text(box_.connect(), "/refresh_token");
    box_.rotate(first);
    box_.refresh(first);
    EXPECT_THAT(deeds("/control/ledger/family/1"),
                ElementsAre("issued code", "presented code", "issued access", "issued refresh",
                            "presented refresh", "issued access", "issued refresh",
                            "presented refresh", "reused refresh", "revoked refresh",
                            "revoked access", "revoked access", "refused refresh"));
    EXPECT_THAT(deeds("/control/ledger/family/1?since=11"),
                ElementsAre("revoked access", "refused refresh"));
}

TEST_F(LedgerOverSockets, KnowsParentsGenerationsAndDigests) {
    const auto first = box_.text(box_.connect(), "/refresh_token");
    const auto before = box_.family();
    const auto second = box_.rotate(first);
    const auto after = box_.family();
    EXPECT_EQ(box_.text(before, "/newest/token"), first);
    EXPECT_EQ(box_.text(before, "/newest/generation"), "1");
    EXPECT_EQ(box_.text(after, "/newest/token"), second);
    EXPECT_EQ(box_.text(after, "/newest/sha256"), crypto::sha256_hex(second));
    EXPECT_EQ(box_.text(after, "/newest/generation"), "2");
    EXPECT_EQ(box_.text(after, "/newest/parent"), box_.text(before, "/newest/serial"));
    EXPECT_EQ(box_.text(after, "/valid/0/token"), second);
    EXPECT_EQ(after.at("valid").as_array().size(), 1U);
}

TEST_F(LedgerOverSockets, KnowsThatAnAnswerWasSent) {
    box_.rotate(box_.text(box_.connect(), "/refresh_token"));
    EXPECT_EQ(box_.text(box_.family(), "/newest/sent"), "whole");
    const auto requests = box_.control(net::Method::get, "/control/requests").as_array();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(box_.text(requests[2], "/what"), "POST /acme/token refresh");
    EXPECT_EQ(box_.text(requests[2], "/sent"), "whole");
    EXPECT_EQ(box_.text(requests[2], "/status"), "200");
    EXPECT_EQ(box_.text(requests[2], "/client"), "acme-client");
}

TEST_F(LedgerOverSockets, KnowsThatAnAnswerWasLost) {
    const auto first = box_.text(box_.connect("lost@refresh"), "/refresh_token");
    auto form = box_.form("/acme/token", box_.refresh_form(first));
    const auto lost = box_.exchange(std::move(form));
    EXPECT_FALSE(lost.answered());
    EXPECT_EQ(lost.failure.progress, net::Progress::sent);
    const auto family = box_.family();
    EXPECT_EQ(box_.text(family, "/newest/generation"), "2");
    EXPECT_EQ(box_.text(family, "/newest/sent"), "cut");
    EXPECT_EQ(box_.text(family, "/access/sent"), "cut");
}

TEST_F(LedgerOverSockets, ListsManyGrantsAtOnce) {
    const auto made = box_.control(net::Method::post, "/control/families",
                                   R"({"client":"acme-client","scopes":["profile"],"count":200})")
                          .as_array();
    ASSERT_EQ(made.size(), 200U);
    box_.rotate(box_.text(made[17], "/refreshToken"));
    const auto all = box_.control(net::Method::get, "/control/families?client=acme-client");
    EXPECT_EQ(all.as_array().size(), 200U);
    EXPECT_EQ(box_.text(all, "/17/account"), "bulk-17");
    EXPECT_EQ(box_.text(all, "/17/refreshes"), "1");
    EXPECT_EQ(box_.control(net::Method::get, "/control/families?since=190").as_array().size(), 10U);
    EXPECT_EQ(box_.control(net::Method::get, "/control/families?account=bulk-3").as_array().size(),
              1U);
}

TEST(Ledger, ForgetsTheOldest) {
    Ledger ledger{4};
    for (int i = 0; i < 6; ++i) ledger.record(LedgerEvent{});
    EXPECT_EQ(ledger.events().size(), 4U);
    EXPECT_EQ(ledger.events().front().sequence, 3U);
    for (int i = 0; i < 6; ++i) ledger.open_request({}, "GET /");
    EXPECT_EQ(ledger.requests().size(), 3U);
    EXPECT_EQ(ledger.request(1), nullptr);
    EXPECT_EQ(ledger.request(7), nullptr);
    ASSERT_NE(ledger.request(6), nullptr);
    EXPECT_EQ(ledger.request(6)->id, 6U);
}

}  // namespace
}  // namespace fairlead::sandbox
