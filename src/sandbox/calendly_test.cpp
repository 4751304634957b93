// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

constexpr auto authorize_path = "/auth.calendly.com/oauth/authorize";
constexpr auto token_path = "/auth.calendly.com/oauth/token";
constexpr auto revoke_path = "/auth.calendly.com/oauth/revoke";
constexpr auto introspect_path = "/auth.calendly.com/oauth/introspect";
const std::string first_user = "https://api.calendly.com/users/SAMPLEUSER000001";
const std::string third_user = "https://api.calendly.com/users/SAMPLEUSER000003";

class Calendly : public testing::Test {
protected:
    static net::Pairs query(const std::string& scopes = "users:read event_types:read") {
        return {{"client_id", "calendly-client"},
                {"response_type", "code"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"auto", "approve"}};
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
    static net::Pairs with_client(net::Pairs pairs) {
        pairs.emplace_back("client_id", "calendly-client");
        pairs.emplace_back("client_secret", "calendly-sample-secret");
        return pairs;
    }
    net::ClientResponse post(const net::Pairs& pairs, const std::string& path = token_path) {
        auto made = box_.form(path, pairs);
        made.headers.add(
            "Authorization",
            "Basic " + base64_encode(bytes_of("calendly-client:calendly-sample-secret")));
        return box_.send(std::move(made));
    }
    json::value connect(const std::string& account = first_user,
                        const std::string& scopes = "users:read event_types:read") {
        auto pairs = query(scopes);
        pairs.emplace_back("account", account);
        const auto answer = post(code_form(code(pairs)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return post({{"grant_type", "refresh_token"}, {"refresh_token", token}});
    }
    net::ClientResponse me(const std::string& token) {
        auto made = box_.request(net::Method::get, "/api.calendly.com/users/me");
        made.headers.add("Authorization", "Bearer " + token);
        return box_.send(std::move(made));
    }
    /// One of the lists, asked for with `pairs`.
    net::ClientResponse list(const std::string& token, const std::string& name,
                             const net::Pairs& pairs) {
        auto made = box_.request(net::Method::get,
                                 "/api.calendly.com/" + name + "?" + net::write_pairs(pairs));
        made.headers.add("Authorization", "Bearer " + token);
        return box_.send(std::move(made));
    }
    /// HTTP 400 that names the parameter.
    std::string wrong_parameter(const std::string& token, const net::Pairs& pairs) {
        const auto answer = list(token, "scheduled_events", pairs);
        const auto document = box_.parse(answer.body);
        EXPECT_EQ(answer.status, 400) << answer.body;
        EXPECT_EQ(box_.text(document, "/title"), "Invalid Argument");
        return box_.text(document, "/details/0/parameter");
    }
    std::string introspected(const std::string& token, const char* pointer) {
        const auto answer = box_.post(introspect_path, with_client({{"token", token}}));
        return box_.text(box_.parse(answer.body), pointer);
    }
    std::string access(const json::value& tokens) { return box_.text(tokens, "/access_token"); }
    std::string renewal(const json::value& tokens) { return box_.text(tokens, "/refresh_token"); }

    SandboxFixture box_;
};

TEST_F(Calendly, AnswersInItsOwnShape) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "Bearer");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "7200");
    EXPECT_EQ(box_.text(tokens, "/scope"), "users:read event_types:read");
    EXPECT_EQ(box_.text(tokens, "/owner"), first_user);
    EXPECT_NE(box_.text(tokens, "/organization").find("/organizations/"), std::string::npos);
    EXPECT_EQ(box_.text(tokens, "/created_at"),
              std::to_string(to_unix_ms(box_.clock().now()) / 1000));
    const auto user = box_.parse(me(access(tokens)).body);
    EXPECT_EQ(box_.text(user, "/resource/uri"), first_user);
    EXPECT_EQ(box_.text(user, "/resource/email"), "first@sample.invalid");
    EXPECT_EQ(box_.text(user, "/resource/current_organization"),
              box_.text(tokens, "/organization"));
}

TEST_F(Calendly, SendsBackWhoAsksForScopesThatAreNotThere) {
    for (const auto* scopes : {"", "default", "users:read everything"}) {
        EXPECT_EQ(box_.callback(authorize(query(scopes)))["error"], "invalid_scope") << scopes;
    }
    auto pairs = query();
    pairs[1].second = "token";
    EXPECT_EQ(box_.callback(authorize(pairs))["error"], "unsupported_response_type");
}

TEST_F(Calendly, ChecksTheChallengeWhereThereIsOne) {
    auto pairs = query();
    pairs.emplace_back("code_challenge", SandboxFixture::challenge());
    EXPECT_EQ(box_.callback(authorize(pairs))["error"], "invalid_request") << "plain";
    pairs.emplace_back("code_challenge_method", "S256");
    EXPECT_EQ(box_.error_of(post(code_form(code(pairs)))), "invalid_grant");
    auto form = code_form(code(pairs));
    form.emplace_back("code_verifier", SandboxFixture::verifier);
    EXPECT_EQ(post(form).status, 200);
}

TEST_F(Calendly, ARefreshTokenIsGoodForOneUse) {
    const auto first = renewal(connect());
    const auto second = renewal(box_.parse(refresh(first).body));
    EXPECT_NE(second, first);
    const auto again = refresh(first);
    EXPECT_EQ(again.status, 400);
    EXPECT_EQ(box_.error_of(again), "invalid_grant");
    EXPECT_EQ(refresh(second).status, 200) << "the newer one is not touched";
}

TEST_F(Calendly, TakesEightTokenCallsAMinuteAndUser) {
    box_.clock().advance(Seconds{60 - to_unix_ms(box_.clock().now()) / 1000 % 60});
    auto token = renewal(connect());
    for (int i = 1; i < 8; ++i) token = renewal(box_.parse(refresh(token).body));
    const auto tired = refresh(token);
    EXPECT_EQ(tired.status, 429) << tired.body;
    EXPECT_EQ(tired.headers.find("X-RateLimit-Limit"), "8");
    EXPECT_EQ(tired.headers.find("X-RateLimit-Remaining"), "0");
    const auto reset = std::stoi(std::string{*tired.headers.find("X-RateLimit-Reset")});
    EXPECT_GT(reset, 0);
    EXPECT_LE(reset, 60);
    EXPECT_NE(renewal(connect(third_user)), "(absent)") << "another user's are counted apart";
    box_.clock().advance(Seconds{reset});
    EXPECT_EQ(refresh(token).status, 200) << "the refused call did not use it up";
}

TEST_F(Calendly, ForgetsWhatItCountedWhereATestSaysSo) {
    box_.clock().advance(Seconds{60 - to_unix_ms(box_.clock().now()) / 1000 % 60});
    auto token = renewal(connect());
    for (int i = 1; i < 8; ++i) token = renewal(box_.parse(refresh(token).body));
    ASSERT_EQ(refresh(token).status, 429);
    box_.control(net::Method::post, "/control/limits/reset");
    EXPECT_EQ(refresh(token).status, 200);
}

TEST_F(Calendly, TellsWhatIsLeftOfTheMinute) {
    box_.clock().advance(Seconds{60 - to_unix_ms(box_.clock().now()) / 1000 % 60});
    const auto paid = me(access(connect()));
    EXPECT_EQ(paid.headers.find("X-RateLimit-Limit"), "500");
    const auto token = access(connect(third_user));
    for (int i = 1; i <= 50; ++i) {
        const auto answer = me(token);
        ASSERT_EQ(answer.status, 200) << i;
        ASSERT_EQ(answer.headers.find("X-RateLimit-Remaining"), std::to_string(50 - i));
    }
    EXPECT_EQ(me(token).status, 429);
    EXPECT_EQ(me(access(connect())).status, 200);
    box_.clock().advance(Seconds{60});
    EXPECT_EQ(me(token).status, 200);
}

TEST_F(Calendly, WantsBasicForTokensAndTheBodyForRevoking) {
    const auto first = code();
    const auto in_body = box_.post(token_path, with_client(code_form(first)));
    EXPECT_EQ(in_body.status, 401);
    EXPECT_EQ(box_.error_of(in_body), "invalid_client");
    const auto tokens = box_.parse(post(code_form(first)).body);
    EXPECT_EQ(post({{"token", access(tokens)}}, revoke_path).status, 401);
    EXPECT_EQ(post({{"token", access(tokens)}}, introspect_path).status, 401);
    EXPECT_EQ(me(access(tokens)).status, 200);
}

TEST_F(Calendly, RefusesWhatIsWrong) {
    auto form = code_form(code());
    form[2].second = "http://localhost:9/other";
    EXPECT_EQ(box_.error_of(post(form)), "invalid_grant");
    EXPECT_EQ(box_.error_of(post(code_form("nothing"))), "invalid_grant");
    const auto used = code_form(code());
    EXPECT_EQ(post(used).status, 200);
    EXPECT_EQ(post(used).status, 400);
    EXPECT_EQ(box_.error_of(post({{"grant_type", "password"}})), "unsupported_grant_type");
    const auto late = code_form(code());
    box_.clock().advance(Seconds{601});
    EXPECT_EQ(box_.error_of(post(late)), "invalid_grant");
}

TEST_F(Calendly, LooksAtTokens) {
    const auto tokens = connect();
    EXPECT_EQ(introspected(access(tokens), "/active"), "true");
    EXPECT_EQ(introspected(access(tokens), "/owner"), first_user);
    const auto now = to_unix_ms(box_.clock().now()) / 1000;
    EXPECT_EQ(introspected(access(tokens), "/exp"), std::to_string(now + 7200));
    EXPECT_EQ(introspected("nothing", "/active"), "false");
    box_.clock().advance(Seconds{7201});
    EXPECT_EQ(introspected(access(tokens), "/active"), "false");
}

TEST_F(Calendly, RevokesItsOwnTokensAlone) {
    const auto tokens = connect();
    const auto of_another = access(box_.connect());
    EXPECT_EQ(box_.post(revoke_path, with_client({{"token", of_another}})).status, 403);
    EXPECT_EQ(box_.identity(of_another).status, 200);
    EXPECT_EQ(box_.post(revoke_path, with_client({{"token", renewal(tokens)}})).status, 200);
    EXPECT_EQ(refresh(renewal(tokens)).status, 400);
    const auto over = me(access(tokens));
    EXPECT_EQ(over.status, 401);
    EXPECT_EQ(box_.text(box_.parse(over.body), "/title"), "Unauthenticated");
}

TEST_F(Calendly, PagesNameTheirNeighbours) {
    const auto token = access(connect(first_user, "users:read scheduled_events:read"));
    const net::Pairs pairs{{"user", first_user}, {"count", "10"}};
    const auto first = list(token, "scheduled_events", pairs);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.headers.find("X-RateLimit-Limit"), "500");
    EXPECT_EQ(first.headers.find("X-RateLimit-Remaining"), "499");
    auto page = box_.parse(first.body);
    const auto begins = box_.text(page, "/collection/0/uri");
    EXPECT_EQ(box_.text(page, "/pagination/count"), "10");
    EXPECT_EQ(box_.text(page, "/pagination/previous_page"), "(absent)");
    for (const char* count : {"10", "5"}) {
        auto more = pairs;
        more.emplace_back("page_token", box_.text(page, "/pagination/next_page_token"));
        EXPECT_NE(box_.text(page, "/pagination/next_page").find(net::write_pairs(more)),
                  std::string::npos);
        page = box_.parse(list(token, "scheduled_events", more).body);
        EXPECT_EQ(box_.text(page, "/pagination/count"), count);
        EXPECT_NE(box_.text(page, "/collection/0/uri"), begins);
    }
    EXPECT_EQ(box_.text(page, "/pagination/next_page"), "(absent)") << "25 there are";
    EXPECT_NE(box_.text(page, "/pagination/previous_page_token"), "(absent)");
}

TEST_F(Calendly, SaysWhichParameterIsWrong) {
    const auto token = access(connect(first_user, "users:read scheduled_events:read"));
    const net::Pairs user{{"user", first_user}};
    EXPECT_EQ(wrong_parameter(token, {{"count", "10"}}), "user") << "or an organization";
    EXPECT_EQ(wrong_parameter(token, {{"user", "SAMPLEUSER000001"}}), "user");
    EXPECT_EQ(wrong_parameter(token, {{"organization", first_user}}), "organization");
    for (const auto& [name, value] : net::Pairs{{"count", "0"},
                                                {"count", "101"},
                                                {"count", "many"},
                                                {"page_token", "x"},
                                                {"status", "gone"},
                                                {"sort", "name:asc"},
                                                {"min_start_time", "today"}}) {
        auto pairs = user;
        pairs.emplace_back(name, value);
        EXPECT_EQ(wrong_parameter(token, pairs), name) << value;
    }
}

TEST_F(Calendly, EventsAreChosenByStatusAndStart) {
    const auto token = access(connect(first_user, "users:read scheduled_events:read"));
    const auto count = [&](const std::string& name, const std::string& value) {
        const net::Pairs pairs{{"user", first_user}, {"count", "100"}, {name, value}};
        const auto answer = box_.parse(list(token, "scheduled_events", pairs).body);
        return std::stoi(box_.text(answer, "/pagination/count"));
    };
    EXPECT_EQ(count("status", "active") + count("status", "canceled"), 25);
    EXPECT_EQ(count("min_start_time", "2025-01-01T00:00:00Z"), 25);
    EXPECT_EQ(count("max_start_time", "2025-01-01T00:00:00Z"), 0);
}

TEST_F(Calendly, AnOrganizationIsShownToItsOwnerAlone) {
    const std::string scopes = "users:read event_types:read";
    const std::string second_user = "https://api.calendly.com/users/SAMPLEUSER000002";
    const auto owner = connect(first_user, scopes);
    const auto member = access(connect(second_user, scopes));
    const net::Pairs all{{"organization", box_.text(owner, "/organization")}};
    EXPECT_EQ(list(access(owner), "event_types", all).status, 200);
    EXPECT_EQ(list(access(owner), "event_types", {{"user", second_user}}).status, 200);
    EXPECT_EQ(list(access(owner), "event_types", {{"user", third_user}}).status, 403);
    EXPECT_EQ(list(member, "event_types", all).status, 403);
    EXPECT_EQ(list(member, "event_types", {{"user", first_user}}).status, 403);
    EXPECT_EQ(list(member, "event_types", {{"user", second_user}}).status, 200);
    EXPECT_EQ(list("nothing", "event_types", all).status, 401);
    EXPECT_EQ(list(member, "scheduled_events", {{"user", second_user}}).status, 403) << "scope";
}

TEST_F(Calendly, AMissingScopeIsForbidden) {
    const auto refused = me(access(connect(first_user, "event_types:read")));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(box_.text(box_.parse(refused.body), "/title"), "Permission Denied");
}

}  // namespace
}  // namespace fairlead::sandbox
