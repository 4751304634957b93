// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

constexpr auto code_path = "/api.instagram.com/oauth/access_token";
constexpr auto second_account = "17841400000000022";

class Instagram : public testing::Test {
protected:
    static net::Pairs query(const std::string& account = "17841400000000011") {
        return {{"response_type", "code"},
                {"client_id", "instagram-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", "instagram_business_basic,instagram_business_content_publish"},
                {"state", "the-state"},
                {"account", account},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs) {
        return box_.get("/www.instagram.com/oauth/authorize?" + net::write_pairs(pairs));
    }
    static net::Pairs code_form(const std::string& code) {
        return {{"grant_type", "authorization_code"},
                {"code", code},
                {"redirect_uri", "http://localhost:9/back"},
                {"client_id", "instagram-client"},
                {"client_secret", "instagram-sample-secret"}};
    }
    json::value short_token(const net::Pairs& pairs) {
        return box_.parse(
            box_.post(code_path, code_form(box_.callback(authorize(pairs))["code"])).body);
    }
    net::ClientResponse lengthen(const std::string& token, const std::string& secret) {
        return box_.get("/graph.instagram.com/access_token?" +
                        net::write_pairs({{"grant_type", "ig_exchange_token"},
                                          {"client_secret", secret},
                                          {"access_token", token}}));
    }
    std::string long_token() {
        const auto token = box_.text(short_token(query()), "/data/0/access_token");
        const auto answer = box_.parse(lengthen(token, "instagram-sample-secret").body);
        EXPECT_EQ(box_.text(answer, "/expires_in"), "5184000");
        EXPECT_EQ(box_.text(answer, "/token_type"), "bearer");
        return box_.text(answer, "/access_token");
    }
    net::ClientResponse refresh(const std::string& token) {
        return box_.get(
            "/graph.instagram.com/refresh_access_token?" +
            net::write_pairs({{"grant_type", "ig_refresh_token"}, {"access_token", token}}));
    }
    json::value me(const std::string& token, const std::string& fields) {
        auto made =
            box_.request(net::Method::get, "/graph.instagram.com/v25.0/me?fields=" + fields);
        made.headers.add("Authorization", "Bearer " + token);
        return box_.parse(box_.send(std::move(made)).body);
    }

    SandboxFixture box_;
};

TEST_F(Instagram, SendsTheCodeWithAFragmentThatIsNoPartOfIt) {
    const auto answer = authorize(query());
    const std::string location{answer.headers.find("Location").value_or("")};
    EXPECT_TRUE(location.ends_with("#_")) << location;
    EXPECT_EQ(box_.callback(answer)["state"], "the-state");
}

TEST_F(Instagram, SaysWhoRefused) {
    auto pairs = query();
    pairs.back().second = "deny";
    auto back = box_.callback(authorize(pairs));
    EXPECT_EQ(back["error"], "access_denied");
    EXPECT_EQ(back["error_reason"], "user_denied");
    EXPECT_EQ(back["state"], "the-state");
}

TEST_F(Instagram, GivesShortTokensInEitherShape) {
    const auto listed = short_token(query());
    EXPECT_EQ(box_.text(listed, "/data/0/user_id"), "24500000000000001");
    EXPECT_EQ(box_.text(listed, "/data/0/permissions"),
              "instagram_business_basic,instagram_business_content_publish");
    EXPECT_EQ(box_.text(listed, "/data/0/expires_in"), "(absent)");
    const auto flat = short_token(query(second_account));
    EXPECT_EQ(box_.text(flat, "/user_id"), "24500000000000002");
    EXPECT_EQ(box_.text(flat, "/permissions/0"), "instagram_business_basic");
}

TEST_F(Instagram, TellsOnlyTheFieldsAskedFor) {
    const auto account = me(long_token(), "user_id,username");
    EXPECT_EQ(box_.text(account, "/user_id"), "17841400000000011");
    EXPECT_EQ(box_.text(account, "/username"), "first.sample");
    EXPECT_EQ(box_.text(account, "/followers_count"), "(absent)");
    EXPECT_EQ(box_.text(me(long_token(), "impressions"), "/error/code"), "100");
    EXPECT_EQ(box_.text(me("nothing", "id"), "/error/code"), "190");
}

TEST_F(Instagram, RenewsALongTokenByItselfAfterADay) {
    const auto token = long_token();
    const auto early = refresh(token);
    EXPECT_EQ(early.status, 400);
    EXPECT_NE(box_.text(box_.parse(early.body), "/error/code"), "190");
    box_.clock().advance(std::chrono::hours{25});
    const auto newer = box_.parse(refresh(token).body);
    EXPECT_EQ(box_.text(newer, "/expires_in"), "5184000");
    EXPECT_NE(box_.text(newer, "/access_token"), token);
    EXPECT_EQ(box_.text(me(token, "username"), "/username"), "first.sample") << "the old one lives";
    box_.clock().advance(std::chrono::hours{24 * 61});
    EXPECT_EQ(box_.text(box_.parse(refresh(token).body), "/error/code"), "190");
}

TEST_F(Instagram, ShortTokensAreNotRenewed) {
    const auto token = box_.text(short_token(query()), "/data/0/access_token");
    EXPECT_EQ(box_.text(box_.parse(refresh(token).body), "/error/code"), "190");
}

TEST_F(Instagram, RefusesWhatIsWrong) {
    const auto message = [&](const net::Pairs& form) {
        const auto answer = box_.post(code_path, form);
        EXPECT_EQ(answer.status, 400);
        return box_.text(box_.parse(answer.body), "/error_message");
    };
    const auto code = [&] { return box_.callback(authorize(query()))["code"]; };
    auto form = code_form(code());
    form.back().second = "another-secret";
    EXPECT_EQ(message(form), "Invalid platform app");
    form = code_form(code());
    form[2].second = "http://localhost:9/back/";
    EXPECT_EQ(message(form), "Redirect URI doesn't match original redirect URI");
    const auto used = code_form(code());
    EXPECT_EQ(box_.post(code_path, used).status, 200);
    EXPECT_EQ(message(used), "Matching code was not found or was already used");
    const auto token = box_.text(short_token(query()), "/data/0/access_token");
    EXPECT_EQ(lengthen(token, "another-secret").status, 400);
    auto unasked = query();
    unasked[3].second = "instagram_business_content_publish";
    EXPECT_EQ(authorize(unasked).status, 400) << "the basic scope is required";
}

}  // namespace
}  // namespace fairlead::sandbox
