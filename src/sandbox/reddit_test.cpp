// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

constexpr auto authorize_path = "/www.reddit.com/api/v1/authorize";
constexpr auto token_path = "/www.reddit.com/api/v1/access_token";
constexpr auto revoke_path = "/www.reddit.com/api/v1/revoke_token";
constexpr auto me_path = "/oauth.reddit.com/api/v1/me";
const std::string user_path = "/oauth.reddit.com/user/";
const std::string agent = "web:sample-app:1.0 (by /u/first_sample)";

class Reddit : public testing::Test {
protected:
    static net::Pairs query(const std::string& scopes = "identity read") {
        return {{"client_id", "reddit-client"},
                {"response_type", "code"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"duration", "permanent"},
                {"state", "the-state"},
                {"auto", "approve"}};
    }
    static net::Pairs without(net::Pairs pairs, const std::string& name) {
        std::erase_if(pairs, [&](const auto& pair) { return pair.first == name; });
        return pairs;
    }
    net::ClientResponse authorize(const net::Pairs& pairs) {
        return box_.get(std::string{authorize_path} + "?" + net::write_pairs(pairs));
    }
    std::string code(const net::Pairs& pairs = query()) {
        return box_.callback(authorize(pairs))["code"];
    }
    static net::Pairs code_form(const std::string& code) {
        return {{"grant_type", "authorization_code"},
                {"code", code},
                {"redirect_uri", "http://localhost:9/back"}};
    }
    net::ClientRequest request(
        const std::string& path, const net::Pairs& pairs,
        const std::string& credentials = "reddit-client:reddit-sample-secret") {
        auto made = box_.form(path, pairs);
        made.headers.set("User-Agent", agent);
        made.headers.set("Authorization", "Basic " + base64_encode(bytes_of(credentials)));
        return made;
    }
    net::ClientResponse post(const std::string& path, const net::Pairs& pairs) {
        return box_.send(request(path, pairs));
    }
    json::value connect(const std::string& account = "", const net::Pairs& base = query()) {
        auto pairs = base;
        if (!account.empty()) pairs.emplace_back("account", account);
        const auto answer = post(token_path, code_form(code(pairs)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return post(token_path, {{"grant_type", "refresh_token"}, {"refresh_token", token}});
    }
    net::ClientResponse ask(const std::string& path, const std::string& token) {
        auto made = box_.request(net::Method::get, path);
        made.headers.set("User-Agent", agent);
        made.headers.set("Authorization", "Bearer " + token);
        return box_.send(std::move(made));
    }
    net::ClientResponse me(const std::string& token, const std::string& parameters = "") {
        return ask(me_path + parameters, token);
    }
    std::string access(const json::value& tokens) { return box_.text(tokens, "/access_token"); }

    SandboxFixture box_;
};

TEST_F(Reddit, AnswersInItsOwnShape) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "bearer");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "3600");
    EXPECT_EQ(box_.text(tokens, "/scope"), "identity read");
    const auto answer = me(access(tokens), "?raw_json=1");
    EXPECT_EQ(answer.status, 200);
    const auto redditor = box_.parse(answer.body);
    EXPECT_EQ(box_.text(redditor, "/id"), "1samp1e");
    EXPECT_EQ(box_.text(redditor, "/name"), "first_sample");
    EXPECT_EQ(box_.text(redditor, "/total_karma"), "154");
}

TEST_F(Reddit, EscapesTextsUnlessTheyAreAskedForRaw) {
    const auto token = access(connect());
    const auto icon = [&](const std::string& parameters) {
        return box_.text(box_.parse(me(token, parameters).body), "/icon_img");
    };
    EXPECT_NE(icon("").find("width=256&amp;height=256"), std::string::npos) << icon("");
    EXPECT_NE(icon("?raw_json=1").find("width=256&height=256"), std::string::npos);
}

TEST_F(Reddit, TellsABadRequestOnItsOwnPage) {
    const auto refused = [&](const net::Pairs& pairs) {
        const auto page = authorize(pairs);
        return page.status == 400 && !page.headers.find("Location");
    };
    EXPECT_TRUE(refused(without(query(), "state")));
    EXPECT_TRUE(refused(without(query(), "response_type")));
    EXPECT_TRUE(refused(query("identity everything")));
    EXPECT_TRUE(refused(query("")));
    auto pairs = query();
    pairs[4].second = "for-ever";
    EXPECT_TRUE(refused(pairs));
    pairs = query();
    pairs[2].second = "https://elsewhere.invalid/back";
    EXPECT_TRUE(refused(pairs));
    EXPECT_EQ(authorize(query("identity,read")).status, 303);  // commas are taken too
}

TEST_F(Reddit, WhoRefusesGoesBackWithTheStateAndNothingElse) {
    auto pairs = query();
    pairs.back().second = "deny";
    const std::map<std::string, std::string> expected{{"error", "access_denied"},
                                                      {"state", "the-state"}};
    EXPECT_EQ(box_.callback(authorize(pairs)), expected);
}

TEST_F(Reddit, GivesARefreshTokenOnlyForAPermanentGrant) {
    EXPECT_NE(box_.text(connect(), "/refresh_token"), "(absent)");
    EXPECT_EQ(box_.text(connect("", without(query(), "duration")), "/refresh_token"), "(absent)");
    auto temporary = query();
    temporary[4].second = "temporary";
    EXPECT_EQ(box_.text(connect("", temporary), "/refresh_token"), "(absent)");
}

TEST_F(Reddit, RefreshTokensStayAndAreNotAlwaysToldAgain) {
    for (const std::string account : {"1samp1e", "2samp1e"}) {
        const auto tokens = connect(account);
        const auto refresh_token = box_.text(tokens, "/refresh_token");
        for (int i = 0; i < 2; ++i) {
            const auto answer = box_.parse(refresh(refresh_token).body);
            EXPECT_NE(access(answer), access(tokens));
            EXPECT_EQ(box_.text(answer, "/refresh_token"),
                      account == "1samp1e" ? refresh_token : "(absent)");
        }
    }
}

TEST_F(Reddit, TakesOnlyBasic) {
    const auto first = code();
    auto in_body = code_form(first);
    in_body.emplace_back("client_id", "reddit-client");
    in_body.emplace_back("client_secret", "reddit-sample-secret");
    auto made = box_.form(token_path, in_body);
    made.headers.set("User-Agent", agent);
    const auto refused = box_.send(std::move(made));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.headers.find("WWW-Authenticate"), "Basic realm=\"reddit\"");
    EXPECT_EQ(box_.error_of(refused), "401") << "no error of OAuth's";
    EXPECT_EQ(box_.send(request(token_path, code_form(first), "reddit-client:other")).status, 401);
    EXPECT_EQ(
        box_.send(request(token_path, code_form(first), "acme-client:acme-sample-secret")).status,
        401);
    EXPECT_EQ(post(token_path, code_form(first)).status, 200) << "none of it spent the code";
}

TEST_F(Reddit, WhoDoesNotSayWhoItIsComesNowhere) {
    const auto token = access(connect());
    for (const std::string bad : {"", "Fairlead/1.0", "python-requests/2.31", "web:app:1.0"}) {
        auto made = request(token_path, code_form(code()));
        made.headers.set("User-Agent", bad);
        const auto answer = box_.send(std::move(made));
        EXPECT_EQ(answer.status, 429) << bad;
        EXPECT_TRUE(answer.headers.find("Retry-After")) << bad;
        EXPECT_TRUE(answer.body.starts_with("<!doctype html>")) << answer.body;
        auto asked = box_.request(net::Method::get, me_path);
        asked.headers.set("User-Agent", bad);
        asked.headers.set("Authorization", "Bearer " + token);
        EXPECT_EQ(box_.send(std::move(asked)).status, 429) << bad;
    }
}

TEST_F(Reddit, ErrorsOfACodeComeWithHttp200) {
    const auto refused = [&](const net::Pairs& form) {
        const auto answer = post(token_path, form);
        EXPECT_EQ(answer.status, 200);
        return box_.error_of(answer);
    };
    EXPECT_EQ(refused(code_form("nothing")), "invalid_grant");
    const auto used = code_form(code());
    EXPECT_EQ(post(token_path, used).status, 200);
    EXPECT_EQ(refused(used), "invalid_grant");
    EXPECT_EQ(refused({{"grant_type", "password"}}), "unsupported_grant_type");
    const auto late = code_form(code());
    box_.clock().advance(Seconds{601});
    EXPECT_EQ(refused(late), "invalid_grant");
}

TEST_F(Reddit, AnotherRedirectUriDoesNotSpendTheCode) {
    auto form = code_form(code());
    form[2].second = "http://localhost:9/other";
    EXPECT_EQ(box_.error_of(post(token_path, form)), "invalid_grant");
    form[2].second = "http://localhost:9/back";
    EXPECT_NE(access(box_.parse(post(token_path, form).body)), "(absent)");
}

TEST_F(Reddit, ADeadRefreshTokenIsANumber) {
    const auto answer = refresh("nothing");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.body, R"({"error":400})");
}

TEST_F(Reddit, RevokingARefreshTokenTakesTheAccessTokensAlong) {
    const auto tokens = connect();
    const auto refresh_token = box_.text(tokens, "/refresh_token");
    const auto newer = access(box_.parse(refresh(refresh_token).body));
    for (const auto& token : {std::string{"nothing"}, refresh_token, refresh_token}) {
        const auto answer = post(revoke_path, {{"token", token}});
        EXPECT_EQ(answer.status, 200) << "unknown ones too";
        EXPECT_EQ(answer.body, "");
    }
    EXPECT_EQ(refresh(refresh_token).status, 400);
    for (const auto& token : {access(tokens), newer}) {
        const auto refused = me(token);
        EXPECT_EQ(refused.status, 401);
        EXPECT_EQ(refused.headers.find("WWW-Authenticate"),
                  "Bearer realm=\"reddit\", error=\"invalid_token\"");
    }
}

TEST_F(Reddit, AMissingScopeStandsInTheHeader) {
    const auto refused = me(access(connect("", query("read"))));
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(refused.headers.find("WWW-Authenticate")->find("insufficient_scope"),
              std::string::npos);
}

TEST_F(Reddit, CountsTheRequestsOfAWindowAndWhatIsLeftIsAFloat) {
    const auto token = access(connect());
    const auto count = [&](const char* name) {
        return std::string{me(token).headers.find(name).value_or("(absent)")};
    };
    const auto used = std::stoi(count("x-ratelimit-used"));
    EXPECT_EQ(count("x-ratelimit-used"), std::to_string(used + 1));
    EXPECT_EQ(count("x-ratelimit-remaining"), std::to_string(1000 - used - 2) + ".0");
    const auto reset = std::stoi(count("x-ratelimit-reset"));
    EXPECT_GT(reset, 0);
    EXPECT_LE(reset, 600);
    for (int i = used + 3; i < 1000; ++i) ASSERT_EQ(me(token).status, 200) << i;
    const auto tired = me(token);
    EXPECT_EQ(tired.status, 429);
    EXPECT_EQ(tired.headers.find("x-ratelimit-remaining"), "0.0");
    box_.clock().advance(Seconds{reset});
    EXPECT_EQ(me(token).status, 200);
}

TEST_F(Reddit, AListingIsAPageOfThingsNewestFirst) {
    const auto token = access(connect("", query("identity history")));
    const auto page = [&](const std::string& parameters) {
        return box_.parse(ask(user_path + "first_sample/submitted" + parameters, token).body);
    };
    const auto first = page("?limit=20");
    EXPECT_EQ(box_.text(first, "/kind"), "Listing");
    EXPECT_EQ(box_.text(first, "/data/dist"), "20");
    EXPECT_EQ(box_.text(first, "/data/before"), "(absent)");
    EXPECT_EQ(box_.text(first, "/data/children/0/kind"), "t3");
    const auto after = box_.text(first, "/data/after");
    EXPECT_EQ(after, box_.text(first, "/data/children/19/data/name"));
    const auto last = page("?limit=20&count=20&after=" + after);
    EXPECT_EQ(box_.text(last, "/data/dist"), "5");
    EXPECT_EQ(box_.text(last, "/data/after"), "(absent)");
    EXPECT_EQ(box_.text(last, "/data/before"), box_.text(last, "/data/children/0/data/name"));
    const auto created = [](const json::value& listing) {
        return find_pointer(listing, "/data/children/0/data/created_utc")->as_double();
    };
    EXPECT_GT(created(first), created(last));
}

TEST_F(Reddit, AListingsTextsAreEscapedToo) {
    const auto token = access(connect("", query("identity history")));
    const auto title = [&](const std::string& parameters) {
        const auto answer = ask(user_path + "first_sample/submitted" + parameters, token);
        return box_.text(box_.parse(answer.body), "/data/children/0/data/title");
    };
    EXPECT_NE(title("").find("&lt;sample&gt; &amp; more"), std::string::npos) << title("");
    EXPECT_NE(title("?raw_json=1").find("<sample> & more"), std::string::npos);
}

TEST_F(Reddit, AListingWantsItsScopeAndAnAccountThatThereIs) {
    const auto token = access(connect("", query("identity history")));
    const auto refused = ask("/oauth.reddit.com/message/inbox", token);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.headers.find("WWW-Authenticate"),
              "Bearer realm=\"reddit\", error=\"insufficient_scope\"");
    EXPECT_EQ(refused.body, R"({"message":"Forbidden","error":403})");
    EXPECT_EQ(ask(user_path + "first_sample/comments", "nothing").status, 401);
    EXPECT_EQ(ask(user_path + "nobody/comments", token).status, 404);
    EXPECT_EQ(ask(user_path + "second-sample/comments", token).status, 200) << "others' too";
}

TEST_F(Reddit, GrowsTiredInItsOwnWords) {
    const auto tokens = connect();
    box_.control(net::Method::post, "/control/faults",
                 R"({"fault":"rate_limited=7@refresh","client":"reddit-client"})");
    const auto answer = refresh(box_.text(tokens, "/refresh_token"));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.find("Retry-After"), "7");
    EXPECT_EQ(answer.headers.find("x-ratelimit-remaining"), "0.0");
    EXPECT_TRUE(answer.body.starts_with("<!doctype html>")) << answer.body;
}

}  // namespace
}  // namespace fairlead::sandbox
