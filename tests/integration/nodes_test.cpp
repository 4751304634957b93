// SPDX-License-Identifier: Apache-2.0
//
// Two nodes on one PostgreSQL and one Redis (SPEC I4): equal, and of one mind.
#include "net/raw_client.h"
#include "storage/postgres/private_postgres.h"
#include "support/acme_world.h"
#include "support/redis_under_test.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <set>
#include <thread>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

class NodesTest : public testing::Test {
protected:
    NodesTest() {
        first_ = node("first", true);
        first_->start();
        key_ = first_->create_key("connections:read,connections:write,tokens:read");
    }

    /// A node of this installation, not started. Users' browsers are led to `front`.
    std::unique_ptr<AppUnderTest> node(const std::string& name, bool shares_cache,
                                       const std::string& front = {}) {
        const std::string directory = directory_.file(name);
        std::filesystem::create_directories(directory);
        auto variables = variables_for(sandbox_);
        for (const auto& [variable, role] :
             {std::pair{"FAIRLEAD_DATABASE_URL", "app"},
              std::pair{"FAIRLEAD_DATABASE_SERVICE_URL", "service"}}) {
            variables[variable] =
                storage::PrivatePostgres::instance().address(database_, role).expose();
        }
        if (shares_cache) variables["FAIRLEAD_REDIS_URL"] = redis_.url();
        if (first_) variables["FAIRLEAD_KEY_FILE"] = first_->key_file();
        auto made = std::make_unique<AppUnderTest>(directory, std::move(variables));
        if (!front.empty()) made->set("PUBLIC_URL", front);
        return made;
    }
    std::unique_ptr<AppUnderTest> second() {
        auto made = node("second", true, first_->url());
        made->start();
        return made;
    }

    Api at(const AppUnderTest& node, const std::string& user = "user-1") {
        return {caller_, node.url(), key_, user};
    }
    std::string connect(const std::string& account) {
        Browser browser = make_browser(caller_, *first_, sandbox_.origin());
        const Page consent = begin_connect(at(*first_), browser, "acme");
        return connected_account(approve_at_acme(browser, consent, account));
    }
    Answer token(const AppUnderTest& node, const std::string& id) {
        return at(node).get("/api/integrations/token/acme/" + id);
    }

    TemporaryDirectory directory_;
    HttpCaller caller_;
    SandboxUnderTest sandbox_{directory_.path(), caller_};
    std::string database_ = storage::PrivatePostgres::instance().create_database();
    RedisUnderTest redis_;
    std::unique_ptr<AppUnderTest> first_;
    std::string key_;
};

TEST_F(NodesTest, ASecondNodeWithoutTheSharedCacheDoesNotStart) {
    const auto lonely = node("lonely", false, first_->url());
    const std::string said = lonely->try_start();
    EXPECT_THAT(said, HasSubstr("Another node serves from this database"));
    EXPECT_THAT(said, HasSubstr("FAIRLEAD_REDIS_URL"));
    EXPECT_EQ(at(*first_).get("/health/ready").status, 200);
    first_->stop();
    EXPECT_EQ(lonely->try_start(), "") << "alone it may";
}

TEST_F(NodesTest, AConsentThatBeganOnOneNodeEndsOnAnother) {
    const auto other = second();
    Browser browser = make_browser(caller_, *first_, sandbox_.origin());
    const Page consent = begin_connect(at(*other), browser, "acme");
    const std::string id = connected_account(approve_at_acme(browser, consent, "bulk-1"));
    EXPECT_EQ(token(*other, id).status, 200);
    EXPECT_EQ(token(*first_, id).text("/accessToken"), token(*other, id).text("/accessToken"));
}

TEST_F(NodesTest, WhatHappensOnOneIsToldToThoseWhoFollowTheOther) {
    const auto other = second();
    const std::string id = connect("bulk-1");
    net::RawClient stream{other->port()};
    stream.send(
        "GET /api/integrations/events HTTP/1.1\r\nHost: localhost\r\n"
        "Authorization: Bearer " +
        key_ + "\r\nFairlead-User: user-1\r\n\r\n");
    ASSERT_THAT(stream.read_until("retry: 1000\n\n"), HasSubstr("text/event-stream"));
    ASSERT_EQ(at(*first_).post("/api/integrations/refresh/acme/" + id).status, 200);
    EXPECT_THAT(stream.read_until("}\n\n"), HasSubstr("event: connection.refreshed\n"));
    ASSERT_EQ(at(*first_).del("/api/integrations/disconnect/acme/" + id).status, 200);
    EXPECT_NE(token(*other, id).status, 200)
        << "a disconnect counts everywhere once it is answered";
}

TEST_F(NodesTest, AKeyThatIsRevokedOnOneIsRefusedByTheOther) {
    const auto other = second();
    ASSERT_EQ(at(*other).get("/api/integrations/status").status, 200);
    const Answer all = at(*other).get("/api/integrations");
    ASSERT_EQ(all.status, 200);
    const std::string id = first_->administer("apikeys.list").substr(0, 36);
    first_->administer("apikeys.revoke", {{"id", id}});
    EXPECT_TRUE(
        eventually([&] { return at(*other).get("/api/integrations/status").status == 401; }));
}

TEST_F(NodesTest, CallersOfBothShareOneRefresh) {
    const auto other = second();
    sandbox_.configure(R"({"accessSeconds":1})");
    const std::string id = connect("bulk-1");
    sandbox_.configure(R"({"accessSeconds":3600})");
    sandbox_.fault("hold@refresh");
    std::vector<Answer> answers(16);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        threads.emplace_back([&, i] { answers[i] = token(i % 2 == 0 ? *first_ : *other, id); });
    }
    EXPECT_TRUE(eventually([&] { return !sandbox_.ask("/control/held").as_array().empty(); }));
    sandbox_.tell(net::Method::post, "/control/held/release");
    for (std::thread& thread : threads) thread.join();
    std::set<std::string> tokens;
    for (const Answer& answer : answers) {
        EXPECT_EQ(answer.status, 200) << answer.body << answer.failure;
        tokens.insert(answer.text("/accessToken"));
    }
    // The first token may have served a caller that was early.
    EXPECT_LE(tokens.size(), 2U);
    EXPECT_EQ(sandbox_.sum("bulk-1", "refreshes"), 1);
    EXPECT_EQ(sandbox_.sum("bulk-1", "refusals"), 0);
}

}  // namespace
}  // namespace fairlead::tests
