// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

const std::string oauth = "/oauth.pipedrive.com/oauth";
const std::string first_me = "/first-sample.pipedrive.com/api/v1/users/me";

class Pipedrive : public testing::Test {
protected:
    /// No scope, no response type.
    static net::Pairs query() {
        return {{"client_id", "pipedrive-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"state", "the-state"},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs = query()) {
        return box_.get(oauth + "/authorize?" + net::write_pairs(pairs));
    }
    std::string code() { return box_.callback(authorize())["code"]; }
    net::ClientResponse post(const std::string& path, const net::Pairs& pairs,
                             const std::string& secret = "pipedrive-sample-secret") {
        auto made = box_.form(oauth + path, pairs);
        made.headers.add("Authorization",
                         "Basic " + base64_encode(bytes_of("pipedrive-client:" + secret)));
        return box_.send(std::move(made));
    }
    static net::Pairs code_form(const std::string& code) {
        return {{"grant_type", "authorization_code"},
                {"code", code},
                {"redirect_uri", "http://localhost:9/back"}};
    }
    json::value connect() {
        const auto answer = post("/token", code_form(code()));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return post("/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}});
    }
    net::ClientResponse me(const std::string& token, const std::string& path = first_me) {
        auto made = box_.request(net::Method::get, path);
        made.headers.add("Authorization", "Bearer " + token);
        return box_.send(std::move(made));
    }
    void expect_refused(const net::ClientResponse& answer, const std::string& message) {
        EXPECT_EQ(answer.status, 400);
        const auto document = box_.parse(answer.body);
        EXPECT_EQ(box_.text(document, "/success"), "false");
        EXPECT_EQ(box_.text(document, "/message"), message) << answer.body;
    }

    SandboxFixture box_;
};

TEST_F(Pipedrive, SaysWhereTheCompanyIsAndWhatTheApplicationMay) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/api_domain"), "https://first-sample.pipedrive.com");
    EXPECT_EQ(box_.text(tokens, "/scope"), "base,deals:full,contacts:full");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "3599");
    box_.control(net::Method::put, "/control/clients/pipedrive-client",
                 R"({"scopes":["base","deals:read"]})");
    EXPECT_EQ(box_.text(connect(), "/scope"), "base,deals:read");
}

TEST_F(Pipedrive, ACompanyIsAtItsOwnAddress) {
    const auto access = box_.text(connect(), "/access_token");
    const auto known = me(access);
    EXPECT_EQ(known.headers.find("x-ratelimit-remaining"), "79");
    EXPECT_EQ(box_.text(box_.parse(known.body), "/data/company_id"), "10100001");
    EXPECT_EQ(box_.text(box_.parse(known.body), "/data/email"), "first@sample.invalid");
    EXPECT_EQ(me(access, "/second-sample.pipedrive.com/api/v1/users/me").status, 401);
    EXPECT_EQ(me(access, "/api.pipedrive.com/api/v1/users/me").status, 200);
    EXPECT_EQ(me("nothing").status, 401);
}

TEST_F(Pipedrive, ProvesClientsByTheHeaderAlone) {
    auto form = code_form(code());
    form.emplace_back("client_id", "pipedrive-client");
    form.emplace_back("client_secret", "pipedrive-sample-secret");
    expect_refused(box_.post(oauth + "/token", form), "Invalid client: client is invalid");
    expect_refused(post("/token", code_form(code()), "another-secret"),
                   "Invalid client: client is invalid");
}

TEST_F(Pipedrive, RefusesInSentences) {
    auto form = code_form(code());
    form[2].second = "http://localhost:9/other";
    expect_refused(post("/token", form), "Invalid grant: redirect_uri does not match");
    const auto used = code_form(code());
    EXPECT_EQ(post("/token", used).status, 200);
    expect_refused(post("/token", used), "Invalid grant: authorization_code is invalid");
    expect_refused(post("/token", {{"code", "x"}}), "Missing parameter: grant_type");
    const auto late = code_form(code());
    box_.clock().advance(Seconds{301});
    expect_refused(post("/token", late), "Invalid grant: authorization_code has expired");
    EXPECT_EQ(box_.text(box_.parse(refresh("nothing").body), "/error"), "(absent)");
    expect_refused(refresh("nothing"), "Invalid grant: refresh_token is invalid");
}

TEST_F(Pipedrive, HasItsOwnWordForNo) {
    auto pairs = query();
    pairs.back().second = "deny";
    EXPECT_EQ(box_.callback(authorize(pairs))["error"], "user_denied");
}

TEST_F(Pipedrive, ARefreshTokenStaysWhileItIsUsed) {
    const auto token = box_.text(connect(), "/refresh_token");
    for (int i = 0; i < 3; ++i) {
        box_.clock().advance(std::chrono::hours{24 * 40});
        EXPECT_EQ(box_.text(box_.parse(refresh(token).body), "/refresh_token"), token);
    }
    box_.clock().advance(std::chrono::hours{24 * 61});
    expect_refused(refresh(token), "Invalid grant: refresh_token is invalid");
}

TEST_F(Pipedrive, ARevokeUninstallsTheApplicationFromTheCompany) {
    const auto one = connect();
    const auto other = connect();
    EXPECT_EQ(post("/revoke", {{"token", box_.text(one, "/access_token")}}).status, 200);
    EXPECT_EQ(me(box_.text(one, "/access_token")).status, 401);
    EXPECT_EQ(refresh(box_.text(one, "/refresh_token")).status, 200);
    EXPECT_EQ(post("/revoke", {{"token", box_.text(one, "/refresh_token")}}).status, 200);
    expect_refused(refresh(box_.text(other, "/refresh_token")),
                   "Invalid grant: refresh_token is invalid");
    EXPECT_EQ(me(box_.text(other, "/access_token")).status, 401);
}

TEST_F(Pipedrive, GrowsTiredWithItsOwnHeaders) {
    const auto token = box_.text(connect(), "/refresh_token");
    box_.control(net::Method::post, "/control/faults", R"({"fault":"rate_limited@refresh"})");
    const auto answer = refresh(token);
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.find("x-ratelimit-remaining"), "0");
    EXPECT_EQ(answer.headers.find("x-daily-ratelimit-token-limit"), "30000");
}

}  // namespace
}  // namespace fairlead::sandbox
