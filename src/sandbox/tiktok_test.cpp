// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

constexpr auto authorize_path = "/www.tiktok.com/v2/auth/authorize/";
constexpr auto token_path = "/open.tiktokapis.com/v2/oauth/token/";
constexpr auto revoke_path = "/open.tiktokapis.com/v2/oauth/revoke/";
constexpr auto info_path = "/open.tiktokapis.com/v2/user/info/";
constexpr auto list_path = "/open.tiktokapis.com/v2/video/list/";
const std::string back = "http://localhost:9/back";

class Tiktok : public testing::Test {
protected:
    static net::Pairs query(const std::string& scopes = "user.info.basic,user.info.profile") {
        return {{"client_key", "tiktok-client"}, {"response_type", "code"},
                {"redirect_uri", back},          {"scope", scopes},
                {"state", "the-state"},          {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs) {
        return box_.get(std::string{authorize_path} + "?" + net::write_pairs(pairs));
    }
    std::string code(const net::Pairs& pairs = query()) {
        return box_.callback(authorize(pairs))["code"];
    }
    static net::Pairs with_client(net::Pairs pairs) {
        pairs.emplace_back("client_key", "tiktok-client");
        pairs.emplace_back("client_secret", "tiktok-sample-secret");
        return pairs;
    }
    static net::Pairs code_form(const std::string& code) {
        return with_client(
            {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", back}});
    }
    json::value connect(const net::Pairs& pairs = query()) {
        const auto answer = box_.post(token_path, code_form(code(pairs)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return box_.post(token_path,
                         with_client({{"grant_type", "refresh_token"}, {"refresh_token", token}}));
    }
    net::ClientResponse info(const std::string& token, const std::string& fields) {
        auto made = box_.request(net::Method::get, std::string{info_path} + "?fields=" + fields);
        made.headers.add("Authorization", "Bearer " + token);
        return box_.send(std::move(made));
    }
    net::ClientResponse videos(const std::string& token, const std::string& fields,
                               const std::string& body, const char* type = "application/json") {
        auto made = box_.request(net::Method::post, std::string{list_path} + "?fields=" + fields);
        made.headers.add("Authorization", "Bearer " + token);
        made.headers.add("Content-Type", type);
        made.body = body;
        return box_.send(std::move(made));
    }
    /// HTTP 200 with the OAuth endpoints' error.
    void expect_refused(const net::ClientResponse& answer, const std::string& error) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(box_.error_of(answer), error) << answer.body;
        EXPECT_NE(box_.text(box_.parse(answer.body), "/log_id"), "(absent)");
    }
    void expect_api_error(const net::ClientResponse& answer, int status, const std::string& code) {
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(box_.text(box_.parse(answer.body), "/error/code"), code) << answer.body;
    }
    std::string access(const json::value& tokens) { return box_.text(tokens, "/access_token"); }
    std::string renewal(const json::value& tokens) { return box_.text(tokens, "/refresh_token"); }

    SandboxFixture box_;
};

TEST_F(Tiktok, AnswersInItsOwnShape) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "Bearer");
    EXPECT_EQ(box_.text(tokens, "/open_id"), "-000SampleOpenId0001");
    EXPECT_EQ(box_.text(tokens, "/scope"), "user.info.basic,user.info.profile");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "7200");
    EXPECT_EQ(box_.text(tokens, "/refresh_expires_in"), std::to_string(180 * 86400));
    EXPECT_TRUE(access(tokens).starts_with("act."));
    EXPECT_TRUE(renewal(tokens).starts_with("rft."));
    const auto answer = info(access(tokens), "open_id,display_name,username");
    expect_api_error(answer, 200, "ok");
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/data/user/username"), "first.sample");
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/data/user/avatar_url"), "(absent)");
}

TEST_F(Tiktok, KnowsNoClientIdAndNoBlanksBetweenScopes) {
    auto pairs = query();
    pairs[0].first = "client_id";
    EXPECT_EQ(authorize(pairs).status, 400);
    EXPECT_EQ(authorize(query("user.info.basic user.info.profile")).status, 400);
    pairs = query();
    std::erase_if(pairs, [](const auto& pair) { return pair.first == "state"; });
    EXPECT_EQ(authorize(pairs).status, 400);
    pairs = query();
    pairs[2].second = back + "?from=here";
    EXPECT_EQ(authorize(pairs).status, 400);
    auto form = code_form(code());
    form[3].first = "client_id";
    expect_refused(box_.post(token_path, form), "invalid_client");
}

TEST_F(Tiktok, TakesNoBasic) {
    auto form =
        box_.form(token_path,
                  {{"grant_type", "authorization_code"}, {"code", code()}, {"redirect_uri", back}});
    form.headers.add("Authorization",
                     "Basic " + base64_encode(bytes_of("tiktok-client:tiktok-sample-secret")));
    expect_refused(box_.send(std::move(form)), "invalid_client");
}

TEST_F(Tiktok, BringsTheScopesAndACodeThatTravelsEncoded) {
    const auto went = authorize(query());
    const std::string location{*went.headers.find("Location")};
    EXPECT_NE(location.find("*1%21"), std::string::npos) << location;
    EXPECT_EQ(box_.callback(went)["scopes"], "user.info.basic,user.info.profile");
    // Encoded twice it is not the code.
    expect_refused(box_.post(token_path, code_form(form_encode(code()))), "invalid_grant");
    auto refused = query();
    refused.back().second = "deny";
    const auto denied = box_.callback(authorize(refused));
    EXPECT_EQ(denied.at("error"), "access_denied");
    EXPECT_EQ(denied.at("state"), "the-state");
    EXPECT_FALSE(denied.contains("scopes"));
}

TEST_F(Tiktok, ADesktopApplicationMustChallengeInHexadecimal) {
    box_.control(net::Method::put, "/control/clients/tiktok-client",
                 R"({"redirectUris":["http://localhost:9/back"]})");
    const std::string hex = hex_encode(crypto::sha256(SandboxFixture::verifier));
    const auto with = [](const std::string& challenge, const std::string& method) {
        auto pairs = query();
        pairs.emplace_back("code_challenge", challenge);
        pairs.emplace_back("code_challenge_method", method);
        return pairs;
    };
    EXPECT_NE(authorize(query()).body.find("code_challenge"), std::string::npos);
    EXPECT_EQ(authorize(with(SandboxFixture::challenge(), "S256")).status, 400) << "base64url";
    EXPECT_EQ(authorize(with(to_upper(hex), "S256")).status, 400);
    EXPECT_EQ(authorize(with(hex, "plain")).status, 400);
    auto form = code_form(code(with(hex, "S256")));
    expect_refused(box_.post(token_path, form), "invalid_request");
    form = code_form(code(with(hex, "S256")));
    form.emplace_back("code_verifier", SandboxFixture::verifier);
    EXPECT_NE(access(box_.parse(box_.post(token_path, form).body)), "(absent)");
}

TEST_F(Tiktok, ARefreshTokenIsDeadAtOnce) {
    const auto first = renewal(connect());
    const auto second = box_.parse(refresh(first).body);
    EXPECT_NE(renewal(second), first);
    EXPECT_EQ(box_.text(second, "/open_id"), "-000SampleOpenId0001");
    expect_refused(refresh(first), "invalid_grant");
    EXPECT_NE(renewal(box_.parse(refresh(renewal(second)).body)), "(absent)");
}

TEST_F(Tiktok, RefusesWhatIsWrong) {
    auto form = code_form(code());
    form.back().second = "another-secret";
    expect_refused(box_.post(token_path, form), "invalid_client");
    form = code_form(code());
    form[2].second = "http://localhost:9/other";
    expect_refused(box_.post(token_path, form), "invalid_request");
    expect_refused(box_.post(token_path, code_form("nothing")), "invalid_grant");
    const auto used = code_form(code());
    EXPECT_EQ(box_.error_of(box_.post(token_path, used)), "(absent)");
    expect_refused(box_.post(token_path, used), "invalid_grant");
    expect_refused(box_.post(token_path, with_client({{"grant_type", "password"}})),
                   "unsupported_grant_type");
    EXPECT_EQ(box_.post("/open.tiktokapis.com/v2/oauth/token", used).status, 404) << "no slash";
}

TEST_F(Tiktok, RevokesByTheAccessToken) {
    const auto tokens = connect();
    const auto other = connect();
    expect_refused(box_.post(revoke_path, with_client({{"token", renewal(tokens)}})),
                   "invalid_request");
    const auto answer = box_.post(revoke_path, with_client({{"token", access(tokens)}}));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    expect_refused(refresh(renewal(tokens)), "invalid_grant");
    expect_refused(refresh(renewal(other)), "invalid_grant");
    expect_api_error(info(access(tokens), "open_id"), 401, "access_token_invalid");
}

TEST_F(Tiktok, TellsOnlyFieldsThatAreNamedAndAllowed) {
    const auto token = access(connect());
    expect_api_error(info(token, ""), 400, "invalid_params");
    expect_api_error(info(token, "open_id,everything"), 400, "invalid_params");
    expect_api_error(info(token, "open_id,follower_count"), 401, "scope_not_authorized");
    expect_api_error(info("nothing", "open_id"), 401, "access_token_invalid");
}

TEST_F(Tiktok, TakesSixHundredRequestsAMinuteAndApplication) {
    const auto token = access(connect());
    for (int i = 0; i < 600; ++i) ASSERT_EQ(info(token, "open_id").status, 200) << i;
    const auto tired = info(token, "open_id");
    expect_api_error(tired, 429, "rate_limit_exceeded");
    box_.clock().advance(Seconds{61});
    EXPECT_EQ(info(token, "open_id").status, 200);
}

TEST_F(Tiktok, ListsVideosNewestFirstUpToACursor) {
    const auto token = access(connect(query("user.info.basic,video.list")));
    const auto answer = videos(token, "id,create_time", R"({"max_count":20})");
    expect_api_error(answer, 200, "ok");
    const auto first = box_.parse(answer.body);
    EXPECT_EQ(box_.text(first, "/data/has_more"), "true");
    EXPECT_NE(box_.text(first, "/data/videos/19/id"), "(absent)");
    EXPECT_EQ(box_.text(first, "/data/videos/20/id"), "(absent)");
    EXPECT_EQ(box_.text(first, "/data/videos/0/title"), "(absent)") << "it was not asked for";
    EXPECT_GT(box_.text(first, "/data/videos/0/create_time"),
              box_.text(first, "/data/videos/19/create_time"));
    const auto cursor = box_.text(first, "/data/cursor");
    EXPECT_TRUE(cursor.starts_with(box_.text(first, "/data/videos/19/create_time"))) << cursor;
    const auto last = box_.parse(videos(token, "id", "{\"cursor\":" + cursor + "}").body);
    EXPECT_EQ(box_.text(last, "/data/has_more"), "false");
    EXPECT_NE(box_.text(last, "/data/videos/4/id"), "(absent)");
    EXPECT_EQ(box_.text(last, "/data/videos/5/id"), "(absent)");
    EXPECT_EQ(box_.text(box_.parse(videos(token, "id", "{}").body), "/data/videos/10/id"),
              "(absent)")
        << "ten where nothing is said";
}

TEST_F(Tiktok, ListsNoVideosForAWrongQuestion) {
    const auto token = access(connect(query("user.info.basic,video.list")));
    for (const char* body : {R"({"max_count":21})", R"({"max_count":0})", R"({"max_count":"20"})",
                             R"({"cursor":"1736150820000"})", "[]", ""}) {
        expect_api_error(videos(token, "id", body), 400, "invalid_params");
    }
    expect_api_error(videos(token, "", "{}"), 400, "invalid_params");
    expect_api_error(videos(token, "id,everything", "{}"), 400, "invalid_params");
    expect_api_error(videos(token, "id", "{}", "text/plain"), 400, "invalid_params");
    expect_api_error(videos("nothing", "id", "{}"), 401, "access_token_invalid");
    expect_api_error(videos(access(connect()), "id", "{}"), 401, "scope_not_authorized");
}

TEST_F(Tiktok, GrowsTiredInItsOwnWords) {
    const auto tokens = connect();
    box_.control(net::Method::post, "/control/faults",
                 R"({"fault":"rate_limited=7@refresh","client":"tiktok-client"})");
    const auto answer = refresh(renewal(tokens));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.find("Retry-After"), "7");
    EXPECT_EQ(box_.error_of(answer), "rate_limit_exceeded");
}

}  // namespace
}  // namespace fairlead::sandbox
