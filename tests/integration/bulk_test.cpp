// SPDX-License-Identifier: Apache-2.0
//
// Many connections at once (SPEC A13): a job, with a result for each and its progress.
#include "support/acme_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class BulkTest : public testing::Test {
protected:
    /// So many accounts of one user, connected.
    std::vector<std::string> connect_some(int count, const std::string& user = "user-1") {
        std::vector<std::string> ids;
        for (int i = 0; i < count; ++i)
            ids.push_back(world_.connect(user, "bulk-" + std::to_string(++accounts_)));
        return ids;
    }
    static std::string body_of(const std::string& action, const std::vector<std::string>& ids) {
        const json::object body{{"action", action},
                                {"connectionIds", json::array(ids.begin(), ids.end())}};
        return json::serialize(body);
    }
    std::string begin(const Api& api, const std::string& body) {
        const Answer begun = api.post("/api/integrations/bulk", body);
        EXPECT_EQ(begun.status, 202) << begun.body;
        return begun.text("/id");
    }
    static Answer show(const Api& api, const std::string& id) {
        return api.get("/api/integrations/bulk/" + id);
    }
    static bool is_finished(const Api& api, const std::string& id) {
        return show(api, id).text("/status") == "finished";
    }
    static void wait_for(const Api& api, const std::string& id) {
        EXPECT_TRUE(eventually([&] { return is_finished(api, id); })) << show(api, id).body;
    }
    /// Every result, page by page.
    static json::array results(const Api& api, const std::string& id) {
        json::array all;
        std::string cursor;
        do {
            const Answer page = api.get("/api/integrations/bulk/" + id + "/results?limit=2" +
                                        (cursor.empty() ? "" : "&cursor=" + cursor));
            EXPECT_EQ(page.status, 200) << page.body;
            if (page.status != 200) return all;
            const json::value document = page.json();
            for (const json::value& item : document.at("items").as_array()) all.push_back(item);
            cursor = page.text("/nextCursor");
        } while (!cursor.empty());
        return all;
    }
    static std::string text(const json::value& value, const char* at) {
        return scalar_text(find_pointer(value, at)).value_or("");
    }
    std::string admin_key() { return world_.app.create_key("admin"); }
    /// The same key for nobody: for everybody where it is an admin's.
    Api everybody(const std::string& key) { return {world_.caller, world_.app.url(), key, ""}; }

    AcmeWorld world_;
    int accounts_ = 0;
};

TEST_F(BulkTest, RefreshesManyWithAResultForEach) {
    auto ids = connect_some(5);
    const std::string foreign = connect_some(1, "user-2").front();
    ids.insert(ids.begin() + 2, foreign);
    const Api api = world_.api();
    const std::string id = begin(api, body_of("refresh", ids));
    wait_for(api, id);
    EXPECT_EQ(show(api, id).text("/total"), "6");
    EXPECT_EQ(show(api, id).text("/done"), "6");
    EXPECT_EQ(show(api, id).text("/failed"), "1");
    EXPECT_NE(show(api, id).text("/finishedAt"), "");
    const json::array all = results(api, id);
    ASSERT_EQ(all.size(), ids.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(text(all[i], "/index"), std::to_string(i));
        EXPECT_EQ(text(all[i], "/connectionId"), ids[i]);
        EXPECT_EQ(text(all[i], "/status"), i == 2 ? "failed" : "done") << all[i];
        EXPECT_EQ(text(all[i], "/expiresAt").empty(), i == 2);
    }
    EXPECT_EQ(text(all[2], "/error/code"), "not_found");
    EXPECT_EQ(text(all[2], "/provider"), "") << "nothing is told of somebody else's";
    EXPECT_EQ(world_.sandbox.sum("bulk-1", "refreshes"), 1);
    EXPECT_EQ(world_.sandbox.sum("bulk-6", "refreshes"), 0);
}

TEST_F(BulkTest, GoesOnWhereItWasAfterARestart) {
    const auto ids = connect_some(10);
    world_.sandbox.fault("slow=600@refresh*100");
    const std::string id = begin(world_.api(), body_of("refresh", ids));
    EXPECT_TRUE(eventually([&] { return show(world_.api(), id).text("/done") != "0"; }));
    world_.app.restart();
    world_.sandbox.clear_faults();
    const Answer between = show(world_.api(), id);
    EXPECT_THAT(between.body, HasSubstr(R"("status":"running")"));
    // The lease of what was under way has to run out.
    for (int i = 0; i < 4 && !is_finished(world_.api(), id); ++i)
        eventually([&] { return is_finished(world_.api(), id); });
    const Answer after = show(world_.api(), id);
    EXPECT_EQ(after.text("/status"), "finished") << after.body;
    EXPECT_EQ(after.text("/done"), "10");
    EXPECT_EQ(after.text("/failed"), "0") << json::serialize(results(world_.api(), id));
    for (const auto& one : ids) EXPECT_EQ(world_.token("user-1", one).status, 200);
}

TEST_F(BulkTest, BeginsNothingMoreOnceItIsStopped) {
    const auto ids = connect_some(12);
    world_.sandbox.fault("slow=700@refresh*100");
    const Api api = world_.api();
    const std::string id = begin(api, body_of("refresh", ids));
    EXPECT_TRUE(eventually([&] { return show(api, id).text("/done") != "0"; }));
    const Answer stopped = api.post("/api/integrations/bulk/" + id + "/stop");
    EXPECT_EQ(stopped.status, 200) << stopped.body;
    EXPECT_EQ(stopped.text("/status"), "stopping");
    EXPECT_EQ(api.as("user-2").post("/api/integrations/bulk/" + id + "/stop").status, 404);
    wait_for(api, id);
    const json::array all = results(api, id);
    EXPECT_EQ(text(all.back(), "/error/code"), "stopped") << all.back();
    EXPECT_EQ(text(all.front(), "/status"), "done") << all.front();
    EXPECT_EQ(world_.sandbox.sum("bulk-12", "refreshes"), 0);
    EXPECT_EQ(api.post("/api/integrations/bulk/" + id + "/stop").text("/status"), "finished");
}

TEST_F(BulkTest, DisconnectsOverAllUsersForAnAdminsKey) {
    auto ids = connect_some(2);
    ids.push_back(connect_some(1, "user-2").front());
    EXPECT_EQ(
        everybody(world_.key).post("/api/integrations/bulk", body_of("disconnect", ids)).status,
        400);
    const Api all = everybody(admin_key());
    const std::string id = begin(all, body_of("disconnect", ids));
    wait_for(all, id);
    EXPECT_EQ(show(all, id).text("/failed"), "0") << json::serialize(results(all, id));
    EXPECT_EQ(world_.token("user-1", ids[0]).status, 404);
    EXPECT_EQ(world_.token("user-2", ids[2]).status, 404);
    EXPECT_EQ(show(world_.api(), id).status, 404) << "a user sees none but the own";
}

TEST_F(BulkTest, MakesLinksForManyUsersThatWork) {
    const Api all = everybody(admin_key());
    const std::string id =
        begin(all, R"({"action":"link","links":[{"provider":"acme","user":"mia"},)"
                   R"({"provider":"acme","user":"noa"},{"provider":"no-such","user":"mia"},)"
                   R"({"provider":"acme"}]})");
    wait_for(all, id);
    const json::array made = results(all, id);
    ASSERT_EQ(made.size(), 4U);
    EXPECT_EQ(text(made[0], "/user"), "mia");
    EXPECT_EQ(text(made[2], "/error/code"), "not_found");
    EXPECT_EQ(text(made[3], "/error/code"), "user_required");
    Browser person = world_.browser();
    const Page consent = open_link(person, text(made[1], "/url"));
    const std::string account = connected_account(approve_at_acme(person, consent, "bulk-1"));
    EXPECT_EQ(world_.token("noa", account).status, 200);
    EXPECT_EQ(world_.token("mia", account).status, 404);
    // Who may not act for others makes no links for them.
    const std::string refused =
        begin(world_.api(), R"({"action":"link","links":[{"provider":"acme","user":"noa"}]})");
    EXPECT_EQ(text(results(world_.api(), refused).front(), "/error/code"), "forbidden");
}

TEST_F(BulkTest, KeepsNoLinkInTheClear) {
    const std::string id =
        begin(world_.api(), R"({"action":"link","links":[{"provider":"acme"}]})");
    wait_for(world_.api(), id);
    const json::array made = results(world_.api(), id);
    const std::string url = text(made.front(), "/url");
    ASSERT_THAT(url, HasSubstr("/connect/"));
    const std::string token = url.substr(url.rfind('/') + 1);
    EXPECT_EQ(world_.app.administer("audit.list", {}).find(token), std::string::npos);
    for (const std::string& line : world_.app.log_lines()) EXPECT_THAT(line, Not(HasSubstr(token)));
}

TEST_F(BulkTest, TakesAThousand) {
    std::vector<std::string> ids(1000, "00000000-0000-7000-8000-000000000000");
    const Api api = world_.api();
    const std::string id = begin(api, body_of("disconnect", ids));
    wait_for(api, id);
    EXPECT_EQ(show(api, id).text("/failed"), "1000");
    ids.push_back(ids.front());
    EXPECT_EQ(api.post("/api/integrations/bulk", body_of("disconnect", ids)).status, 400);
}

}  // namespace
}  // namespace fairlead::tests
