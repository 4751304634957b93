// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

class Control : public testing::Test {
protected:
    int status(net::Method method, const std::string& target, const std::string& body,
               const std::string& key) {
        auto request = box_.request(method, target);
        if (!key.empty()) request.headers.add("Authorization", "Bearer " + key);
        request.body = body;
        return box_.send(std::move(request)).status;
    }
    int status(net::Method method, const std::string& target, const std::string& body = "") {
        return status(method, target, body, box_.sandbox().control_key());
    }

    SandboxFixture box_;
};

TEST_F(Control, NeedsItsKey) {
    EXPECT_EQ(status(net::Method::get, "/control/ledger", "", ""), 401);
    EXPECT_EQ(status(net::Method::get, "/control/ledger", "", "wrong"), 401);
    EXPECT_EQ(status(net::Method::post, "/control/reset", "", "wrong"), 401);
    EXPECT_EQ(status(net::Method::get, "/control/ledger"), 200);
    EXPECT_EQ(status(net::Method::get, "/control/nothing"), 404);
    EXPECT_EQ(status(net::Method::del, "/control/ledger"), 404);
}

TEST_F(Control, RefusesBadInput) {
    EXPECT_EQ(status(net::Method::put, "/control/clients/acme-client", "{"), 400);
    EXPECT_EQ(status(net::Method::put, "/control/clients/acme-client", R"({"rotation":"x"})"), 400);
    EXPECT_EQ(status(net::Method::put, "/control/clients/acme-client", R"({"colour":"x"})"), 400);
    EXPECT_EQ(status(net::Method::post, "/control/faults", R"({"fault":"x"})"), 400);
    EXPECT_EQ(status(net::Method::post, "/control/faults", "{}"), 400);
    EXPECT_EQ(status(net::Method::post, "/control/families", R"({"client":"x"})"), 400);
    EXPECT_EQ(status(net::Method::get, "/control/families/17"), 404);
    EXPECT_EQ(status(net::Method::get, "/control/families/x"), 404);
    EXPECT_EQ(status(net::Method::del, "/control/faults/17"), 404);
    EXPECT_EQ(status(net::Method::post, "/control/held/17/release"), 404);
}

TEST_F(Control, ChangesOnlyTheSettingsGiven) {
    box_.set_client(R"({"accessSeconds":17})");
    const auto clients = box_.control(net::Method::get, "/control/clients");
    EXPECT_EQ(box_.text(clients, "/0/id"), "acme-client");
    EXPECT_EQ(box_.text(clients, "/0/accessSeconds"), "17");
    EXPECT_EQ(box_.text(clients, "/0/rotation"), "strict_family");
    EXPECT_EQ(box_.text(clients, "/0/secret"), "acme-sample-secret");
}

TEST_F(Control, ListsFaultsAndTakesThemBack) {
    const auto made = box_.control(
        net::Method::post, "/control/faults",
        R"({"fault":"slow=5@me","times":9,"account":"sample-1","probability":0.5,"skip":2})");
    EXPECT_EQ(box_.text(made, "/fault"), "slow=5");
    EXPECT_EQ(box_.text(made, "/place"), "me");
    EXPECT_EQ(box_.text(made, "/times"), "9");
    EXPECT_EQ(box_.text(made, "/skip"), "2");
    EXPECT_EQ(box_.control(net::Method::get, "/control/faults").as_array().size(), 1U);
    EXPECT_EQ(status(net::Method::del, "/control/faults/" + box_.text(made, "/id")), 200);
    EXPECT_TRUE(box_.control(net::Method::get, "/control/faults").as_array().empty());
    box_.control(net::Method::post, "/control/faults", R"({"fault":"lost"})");
    EXPECT_EQ(status(net::Method::del, "/control/faults"), 200);
    EXPECT_TRUE(box_.control(net::Method::get, "/control/faults").as_array().empty());
    EXPECT_EQ(status(net::Method::post, "/control/seed", R"({"seed":5})"), 200);
}

TEST_F(Control, AnswersWhatABrowserAsksForByItself) {
    EXPECT_EQ(box_.get("/favicon.ico").status, 204);
}

TEST_F(Control, RevokesAsAUserDoes) {
    const auto tokens = box_.connect();
    box_.control(net::Method::post, "/control/families/1/revoke");
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 401);
    EXPECT_EQ(box_.error_of(box_.refresh(box_.text(tokens, "/refresh_token"))), "invalid_grant");
    EXPECT_EQ(box_.text(box_.family(), "/endedBy"), "revoked by the user");
}

TEST_F(Control, ForgetsEverythingButTheClients) {
    const auto token = box_.text(box_.connect(), "/refresh_token");
    box_.set_client(R"({"accessSeconds":17})");
    box_.control(net::Method::post, "/control/reset");
    EXPECT_EQ(box_.error_of(box_.refresh(token)), "invalid_grant");
    EXPECT_EQ(box_.control(net::Method::get, "/control/ledger").as_array().size(), 1U);
    EXPECT_TRUE(box_.control(net::Method::get, "/control/families").as_array().empty());
    EXPECT_EQ(box_.text(box_.control(net::Method::get, "/control/clients"), "/0/accessSeconds"),
              "17");
    EXPECT_GE(box_.control(net::Method::get, "/control/accounts").as_array().size(), 4U);
}

}  // namespace
}  // namespace fairlead::sandbox
