// SPDX-License-Identifier: Apache-2.0
//
// A user's own app beside the operator's (SPEC A14): whose grant is whose, as the platform saw it.
#include "support/acme_world.h"
#include "support/table_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class MemberAppsWorld : public testing::Test {
protected:
    MemberAppsWorld() {
        world_.sandbox.configure(R"({"accessSeconds":3600})");
        register_app("mias-app", "secret-of-mias-app");
        EXPECT_EQ(admin().patch("/api/admin/integrations/acme", R"({"memberApps":true})").status,
                  200);
    }
    Api admin() { return {world_.caller, world_.app.url(), admin_key_, ""}; }

    /// At the platform.
    void register_app(const std::string& id, const std::string& secret) {
        world_.sandbox.tell(net::Method::put, "/control/clients/" + id,
                            R"({"secret":")" + secret + R"(","accessSeconds":3600})");
    }
    Answer store(const std::string& user, const std::string& id, const std::string& secret,
                 const std::string& key = "acme") {
        return world_.api(user).put(
            "/api/integrations/app/" + key,
            R"({"clientId":")" + id + R"(","clientSecret":")" + secret + "\"}");
    }
    /// The clients of an account's grants at the platform, oldest first.
    std::vector<std::string> granted_to(const std::string& account) {
        std::vector<std::string> clients;
        for (const json::value& grant : world_.sandbox.grants(account))
            clients.emplace_back(grant.at("client").as_string());
        return clients;
    }
    /// Who asked for a path there, in order, and was given what it asked for.
    std::vector<std::string> served(std::string_view path) {
        std::vector<std::string> clients;
        const json::value requests = world_.sandbox.ask("/control/requests?limit=100000");
        for (const json::value& request : requests.as_array()) {
            const std::string_view what = request.at("what").as_string();
            if (what.find(path) != what.npos && request.at("status").as_int64() == 200)
                clients.emplace_back(request.at("client").as_string());
        }
        return clients;
    }

    AcmeWorld world_;
    std::string admin_key_ = world_.app.create_key("admin");
};

TEST_F(MemberAppsWorld, EachGrantIsIssuedToAndRenewedByItsOwnClient) {
    ASSERT_EQ(store("mia", "mias-app", "secret-of-mias-app").status, 200);
    const std::string mias = world_.connect("mia", "bulk-1");
    const std::string toms = world_.connect("tom", "bulk-2");
    EXPECT_THAT(granted_to("bulk-1"), ElementsAre("mias-app"));
    EXPECT_THAT(granted_to("bulk-2"), ElementsAre("acme-client"));
    EXPECT_EQ(world_.refresh("mia", mias).status, 200);
    EXPECT_EQ(world_.refresh("tom", toms).status, 200);
    EXPECT_THAT(served("/acme/token"),
                ElementsAre("mias-app", "acme-client", "mias-app", "acme-client"));
    EXPECT_TRUE(world_.accepts(world_.token("mia", mias).text("/accessToken")));
    EXPECT_EQ(world_.disconnect("mia", mias).status, 200);
    EXPECT_TRUE(eventually([&] { return !served("/acme/revoke").empty(); }));
    EXPECT_THAT(served("/acme/revoke"), Each("mias-app"));
}

TEST_F(MemberAppsWorld, WhatIsConnectedOutlivesTheAppInUse) {
    register_app("mias-next", "secret-of-the-next");
    ASSERT_EQ(store("mia", "mias-app", "secret-of-mias-app").status, 200);
    const std::string first = world_.connect("mia", "bulk-1");
    ASSERT_EQ(store("mia", "mias-next", "secret-of-the-next").status, 200);
    const std::string second = world_.connect("mia", "bulk-2");
    ASSERT_EQ(world_.api("mia").del("/api/integrations/app/acme").status, 204);
    const std::string third = world_.connect("mia", "bulk-3");
    for (const auto& id : {first, second, third}) EXPECT_EQ(world_.refresh("mia", id).status, 200);
    EXPECT_THAT(served("/acme/token"), ElementsAre("mias-app", "mias-next", "acme-client",
                                                   "mias-app", "mias-next", "acme-client"));
    // A reconnect is a new grant: to whom new ones are.
    EXPECT_EQ(connected_account(
                  world_.connect_page("mia", "bulk-1", R"(,"connectionId":")" + first + "\"")),
              first);
    EXPECT_EQ(world_.refresh("mia", first).status, 200);
    EXPECT_EQ(served("/acme/token").back(), "acme-client");
}

TEST_F(MemberAppsWorld, ASecretThatWasRotatedServesWhatIsConnected) {
    ASSERT_EQ(store("mia", "mias-app", "secret-of-mias-app").status, 200);
    const std::string id = world_.connect("mia", "bulk-1");
    register_app("mias-app", "rotated");
    const Answer refused = world_.refresh("mia", id);
    EXPECT_EQ(refused.text("/success"), "false") << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("your own app"));
    EXPECT_EQ(scalar_text(find_pointer(find_connection(world_.api("mia"), id), "/reason")),
              "member_app_refused");
    ASSERT_EQ(store("mia", "mias-app", "rotated").status, 200);
    EXPECT_TRUE(eventually([&] { return world_.refresh("mia", id).text("/success") == "true"; }));
}

TEST_F(MemberAppsWorld, AnIntegrationWithoutAnAppIsItsMembersToConnect) {
    ASSERT_EQ(admin()
                  .post("/api/admin/integrations",
                        R"({"provider":"acme","key":"acme-own","memberApps":true})")
                  .status,
              201);
    EXPECT_EQ(ask_for_link(world_.api("tom"), "acme-own").status, 409);
    ASSERT_EQ(store("mia", "mias-app", "secret-of-mias-app", "acme-own").status, 200);
    EXPECT_EQ(ask_for_link(world_.api("tom"), "acme-own").status, 409);
    Browser person = world_.browser();
    const Page consent = begin_connect(world_.api("mia"), person, "acme-own");
    const std::string id = connected_account(approve_at_acme(person, consent, "bulk-1"));
    const Api mia = world_.api("mia");
    EXPECT_EQ(mia.post("/api/integrations/refresh/acme-own/" + id).status, 200);
    EXPECT_EQ(mia.get("/api/integrations/accounts/" + id + "/token").status, 200);
    EXPECT_EQ(mia.post("/api/integrations/accounts/" + id + "/check").status, 200);
    EXPECT_THAT(granted_to("bulk-1"), Each("mias-app"));
}

TEST_F(MemberAppsWorld, NoSecretIsWrittenInTheOpen) {
    ASSERT_EQ(store("mia", "mias-app", "secret-of-mias-app").status, 200);
    world_.connect("mia", "bulk-1");
    for (const auto& [table, rows] : table_rows(world_.app, {}))
        for (const auto& row : rows)
            EXPECT_THAT(row, Not(HasSubstr("secret-of-mias-app"))) << table;
}

}  // namespace
}  // namespace fairlead::tests
