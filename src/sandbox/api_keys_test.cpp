// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

class ApiKeys : public testing::Test {
protected:
    net::ClientResponse ask(const std::string& target, const std::string& header,
                            const std::string& value) {
        auto made = box_.request(net::Method::get, target);
        if (!header.empty()) made.headers.add(header, value);
        return box_.send(std::move(made));
    }
    net::ClientResponse openai(const std::string& key) {
        return ask("/api.openai.com/v1/models", "Authorization", "Bearer " + key);
    }
    net::ClientResponse gemini(const std::string& key) {
        return ask("/generativelanguage.googleapis.com/v1beta/models", "x-goog-api-key", key);
    }
    net::ClientResponse onlyfans(const std::string& key) {
        return ask("/app.onlyfansapi.com/api/accounts", "Authorization", "Bearer " + key);
    }
    std::string code(const net::ClientResponse& answer, std::string_view at = "/error/code") {
        return SandboxFixture::text(SandboxFixture::parse(answer.body), at);
    }
    /// A key that somebody makes in the console.
    json::value made(const std::string& client, const std::string& account) {
        return box_.control(net::Method::post, "/control/families",
                            R"({"client":")" + client + R"(","account":")" + account + R"("})");
    }

    SandboxFixture box_;
};

const std::string first_key = "sk-sample-first-key-that-opens-nothing-real";

TEST_F(ApiKeys, OpenaiTakesItsKeysAndSaysWhyItTakesNoOther) {
    const auto listed = openai(first_key);
    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(SandboxFixture::text(SandboxFixture::parse(listed.body), "/object"), "list");
    EXPECT_EQ(listed.headers.find("openai-organization"), "org-first-sample");
    const auto wrong = openai("sk-nobody-made-this-one");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(code(wrong), "invalid_api_key");
    EXPECT_EQ(wrong.body.find("nobody-made"), std::string::npos) << "only its ends are repeated";
    EXPECT_EQ(ask("/api.openai.com/v1/models", "", "").status, 401);
    EXPECT_EQ(openai("sk-sample-restricted-key-that-opens-nothing-real").status, 403);
    EXPECT_EQ(code(openai("sk-sample-broke-key-that-opens-nothing-real")), "insufficient_quota");
}

TEST_F(ApiKeys, OneThatWasDeletedInTheConsoleIsTakenNoMore) {
    const auto grant = made("openai-console", "org-second-sample");
    const auto key = SandboxFixture::text(grant, "/0/accessToken");
    EXPECT_TRUE(key.starts_with("sk-proj-")) << key;
    EXPECT_EQ(openai(key).headers.find("openai-organization"), "org-second-sample");
    EXPECT_EQ(onlyfans(key).status, 401) << "of another platform";
    box_.control(net::Method::post, "/control/families/1/revoke");
    EXPECT_EQ(openai(key).status, 401);
    EXPECT_EQ(openai(first_key).status, 200);
}

TEST_F(ApiKeys, GeminiTakesThemInHeaderOrQueryAndCallsAWrongOneABadRequest) {
    const std::string key = "AIzaSample-first-key-that-opens-nothing";
    EXPECT_EQ(gemini(key).status, 200);
    const std::string path = "/generativelanguage.googleapis.com/v1/models";
    EXPECT_EQ(box_.get(path + "?key=" + key).status, 200);
    const auto wrong = gemini("AIzaNobody");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(code(wrong, "/error/details/0/reason"), "API_KEY_INVALID");
    EXPECT_EQ(code(box_.get(path), "/error/status"), "PERMISSION_DENIED");
    EXPECT_EQ(gemini("AIzaSample-switched-off-key-that-opens-nothing").status, 403);
}

TEST_F(ApiKeys, OneGatewayKeyOpensTheAccountsOfItsTeamAlone) {
    const auto listed =
        SandboxFixture::parse(onlyfans("ofapi_sample_first_key_that_opens_nothing_real").body);
    ASSERT_EQ(listed.as_array().size(), 3u);
    EXPECT_EQ(SandboxFixture::text(listed, "/0/id"), "acct_sample01");
    EXPECT_EQ(SandboxFixture::text(listed, "/0/onlyfans_username"), "first-sample");
    EXPECT_EQ(SandboxFixture::text(listed, "/2/is_authenticated"), "false");
    const auto other =
        SandboxFixture::parse(onlyfans("ofapi_sample_second_key_that_opens_nothing_real").body);
    EXPECT_EQ(other.as_array().size(), 1u);
    EXPECT_EQ(onlyfans("ofapi_nobody").status, 401);
}

TEST_F(ApiKeys, OpenaiListsFilesNewestFirstBehindOne) {
    const auto files = [&](const std::string& query) {
        return ask("/api.openai.com/v1/files" + query, "Authorization", "Bearer " + first_key);
    };
    const auto first = SandboxFixture::parse(files("?limit=2").body);
    EXPECT_EQ(SandboxFixture::text(first, "/data/0/id"), "file-sample100025");
    EXPECT_EQ(SandboxFixture::text(first, "/has_more"), "true");
    EXPECT_EQ(SandboxFixture::text(first, "/last_id"), "file-sample100024");
    const auto last =
        SandboxFixture::parse(files("?limit=24&after=file-sample100024&order=desc").body);
    EXPECT_EQ(last.at("data").as_array().size(), 23u);
    EXPECT_EQ(SandboxFixture::text(last, "/has_more"), "false");
    const auto rising = SandboxFixture::parse(files("?order=asc").body);
    EXPECT_EQ(SandboxFixture::text(rising, "/first_id"), "file-sample100001");
    for (const auto* const query : {"?limit=0", "?limit=10001", "?order=up", "?after=nobody"}) {
        EXPECT_EQ(code(files(query)), "invalid_value") << query;
    }
}

TEST_F(ApiKeys, GeminiRefusesATokenOrASizeThatIsNoneOfItsLists) {
    const std::string key = "?key=AIzaSample-first-key-that-opens-nothing";
    const std::string host = "/generativelanguage.googleapis.com/v1beta";
    const auto models =
        SandboxFixture::parse(box_.get(host + "/models" + key + "&pageSize=2").body);
    const auto token = "&pageToken=" + SandboxFixture::text(models, "/nextPageToken");
    EXPECT_EQ(box_.get(host + "/models" + key + token).status, 200);
    EXPECT_EQ(box_.get(host + "/files" + key + token).status, 400);
    EXPECT_EQ(box_.get(host + "/files" + key + "&pageSize=101").status, 400);
    const auto files = SandboxFixture::parse(box_.get(host + "/files" + key).body);
    EXPECT_EQ(files.at("files").as_array().size(), 10u) << "where nothing is said";
}

TEST_F(ApiKeys, TheGatewayListsWhatIsOfTheKeysOwnCreators) {
    const std::string key = "Bearer ofapi_sample_first_key_that_opens_nothing_real";
    const auto get = [&](const std::string& path) {
        return ask("/app.onlyfansapi.com/api/" + path, "Authorization", key);
    };
    const auto fans = SandboxFixture::parse(get("acct_sample01/fans/all").body);
    EXPECT_EQ(fans.at("data").at("list").as_array().size(), 10u);
    EXPECT_EQ(SandboxFixture::text(fans, "/_meta/_rate_limits/remaining_minute"), "999");
    const auto next = SandboxFixture::text(fans, "/_pagination/next_page");
    EXPECT_TRUE(next.ends_with("/acct_sample01/fans/all?limit=10&offset=10")) << next;
    EXPECT_EQ(get("acct_sample03/fans/all").status, 403) << "signed out";
    EXPECT_EQ(get("acct_sample04/fans/all").status, 404) << "of another team";
    EXPECT_EQ(get("acct_sample01/chats?limit=15").status, 422);
    EXPECT_EQ(get("acct_sample01/chats/1/messages").status, 404);
    EXPECT_EQ(get("acct_sample01/transactions?startDate=soon").status, 422);
}

TEST_F(ApiKeys, FaultsBefallThemAsTheyDoOthers) {
    box_.control(net::Method::post, "/control/faults", R"({"fault":"rate_limited=7@me"})");
    const auto limited = openai(first_key);
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.headers.find("Retry-After"), "7");
    EXPECT_EQ(code(limited), "rate_limit_exceeded");
    EXPECT_EQ(openai(first_key).status, 200);
}

TEST_F(ApiKeys, TheIndexPageTellsTheSampleKeysAndNoApplicationForThem) {
    const auto page = box_.get("/").body;
    EXPECT_NE(page.find(first_key), std::string::npos);
    EXPECT_EQ(page.find("openai-console"), std::string::npos);
}

}  // namespace
}  // namespace fairlead::sandbox
