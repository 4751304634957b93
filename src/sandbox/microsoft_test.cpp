// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

const std::string login = "/login.microsoftonline.com/";
constexpr auto me_path = "/graph.microsoft.com/v1.0/me";
const std::string work_account = "00000000-0000-4000-8000-000000000011";
const std::string personal_account = "00000000000000c3";

class Microsoft : public testing::Test {
protected:
    static net::Pairs query(const std::string& scopes = "offline_access User.Read") {
        return {{"response_type", "code"},
                {"client_id", "microsoft-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs, const std::string& tenant = "common") {
        return box_.get(login + tenant + "/oauth2/v2.0/authorize?" + net::write_pairs(pairs));
    }
    std::string code(const net::Pairs& pairs = query()) {
        return box_.callback(authorize(pairs))["code"];
    }
    static net::Pairs with_client(net::Pairs pairs) {
        pairs.emplace_back("client_id", "microsoft-client");
        pairs.emplace_back("client_secret", "microsoft~sample+secret");
        return pairs;
    }
    static net::Pairs code_form(const std::string& code) {
        return with_client({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", "http://localhost:9/back"}});
    }
    net::ClientResponse ask(const net::Pairs& form, const std::string& tenant = "common") {
        return box_.post(login + tenant + "/oauth2/v2.0/token", form);
    }
    json::value connect(const net::Pairs& pairs = query()) {
        const auto answer = ask(code_form(code(pairs)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token, const std::string& scope = {}) {
        auto form = with_client({{"grant_type", "refresh_token"}, {"refresh_token", token}});
        if (!scope.empty()) form.emplace_back("scope", scope);
        return ask(form);
    }
    net::ClientResponse me(const json::value& tokens) {
        auto made = box_.request(net::Method::get, me_path);
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        return box_.send(std::move(made));
    }
    net::ClientResponse graph(const json::value& tokens, const std::string& target) {
        auto made = box_.request(net::Method::get, target);
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        made.headers.add("Prefer", "IdType=\"ImmutableId\", odata.maxpagesize=20");
        return box_.send(std::move(made));
    }
    net::ClientResponse make_event(const json::value& tokens, const std::string& body) {
        auto made = box_.request(net::Method::post, "/graph.microsoft.com/v1.0/me/events");
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        made.headers.add("Content-Type", "application/json");
        made.body = body;
        return box_.send(std::move(made));
    }
    std::size_t count_records(const json::value& page) {
        const auto* value = find_pointer(page, "/value");
        return value != nullptr && value->is_array() ? value->get_array().size() : 0;
    }
    void expect_refused(const net::ClientResponse& answer, int status, const std::string& error,
                        const std::string& code) {
        EXPECT_EQ(answer.status, status) << answer.body;
        const auto document = box_.parse(answer.body);
        EXPECT_EQ(box_.text(document, "/error"), error) << answer.body;
        EXPECT_EQ(box_.text(document, "/error_codes/0"), code) << answer.body;
        EXPECT_TRUE(box_.text(document, "/error_description").starts_with("AADSTS" + code));
    }

    SandboxFixture box_;
};

TEST_F(Microsoft, AnswersInItsOwnShape) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "Bearer");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "3599");
    EXPECT_EQ(box_.text(tokens, "/scope"), "User.Read") << "without offline_access";
    EXPECT_GT(box_.text(tokens, "/refresh_token").size(), 1000U);
    EXPECT_EQ(box_.text(tokens, "/id_token"), "(absent)");
    const auto person = box_.parse(me(tokens).body);
    EXPECT_EQ(box_.text(person, "/id"), work_account);
    EXPECT_EQ(box_.text(person, "/userPrincipalName"), "first@sample.invalid");
}

TEST_F(Microsoft, ScopesOfGraphMayBeToldAsUrls) {
    auto pairs = query("offline_access openid User.Read");
    pairs.emplace_back("account", "00000000-0000-4000-8000-000000000022");
    EXPECT_EQ(box_.text(connect(pairs), "/scope"), "openid https://graph.microsoft.com/User.Read");
}

TEST_F(Microsoft, GivesARefreshTokenForOfflineAccessAlone) {
    EXPECT_EQ(box_.text(connect(query("User.Read")), "/refresh_token"), "(absent)");
}

TEST_F(Microsoft, AFurtherRefreshTokenEachTimeAndTheOldOneGoesOn) {
    const auto first = box_.text(connect(), "/refresh_token");
    const auto second = box_.text(box_.parse(refresh(first).body), "/refresh_token");
    EXPECT_NE(second, first);
    EXPECT_EQ(refresh(first).status, 200);
    EXPECT_EQ(refresh(second).status, 200);
    box_.clock().advance(std::chrono::hours{24 * 90});
    expect_refused(refresh(second), 400, "invalid_grant", "700082");
}

TEST_F(Microsoft, ARefreshAsksForNoMoreThanWasGranted) {
    const auto token =
        box_.text(connect(query("offline_access User.Read Mail.Read")), "/refresh_token");
    EXPECT_EQ(refresh(token, "offline_access Mail.Read").status, 200);
    expect_refused(refresh(token, "Mail.Send"), 400, "invalid_grant", "65001");
}

TEST_F(Microsoft, WhatWasTakenBackIsDead) {
    const auto tokens = connect();
    EXPECT_EQ(box_.post("/myapps.microsoft.com", {{"grant", "1"}}).status, 303);
    expect_refused(refresh(box_.text(tokens, "/refresh_token")), 400, "invalid_grant", "50173");
    EXPECT_EQ(me(tokens).status, 401);
    EXPECT_EQ(box_.text(box_.parse(me(tokens).body), "/error/code"), "InvalidAuthenticationToken");
}

TEST_F(Microsoft, LetsInWhomTheTenantHas) {
    auto pairs = query();
    pairs.emplace_back("account", personal_account);
    EXPECT_EQ(authorize(pairs, "consumers").status, 303);
    EXPECT_EQ(authorize(pairs, "organizations").status, 400);
    EXPECT_EQ(authorize(pairs, "first-sample.invalid").status, 400);
    pairs.back().second = work_account;
    EXPECT_EQ(authorize(pairs, "organizations").status, 303);
    EXPECT_EQ(authorize(pairs, "00000000-0000-4000-8000-0000000000a1").status, 303);
    EXPECT_EQ(authorize(pairs, "FIRST-sample.invalid").status, 303);
    EXPECT_EQ(authorize(pairs, "second-sample.invalid").status, 400);
    EXPECT_EQ(authorize(pairs, "nobody.invalid").status, 400);
    expect_refused(ask(code_form("any"), "nobody.invalid"), 400, "invalid_request", "90002");
    expect_refused(ask(code_form(code(pairs)), "second-sample.invalid"), 400, "invalid_grant",
                   "70000");
}

TEST_F(Microsoft, TheConsentPageKnowsTheTenantToo) {
    auto pairs = query();
    pairs.pop_back();
    const auto page = authorize(pairs, "organizations");
    const auto at = page.body.find("name=\"request\" value=\"") + 22;
    const auto request = page.body.substr(at, page.body.find('"', at) - at);
    const auto path = login + "organizations/oauth2/v2.0/authorize";
    EXPECT_NE(page.body.find("action=\"" + path), std::string::npos) << page.body;
    const net::Pairs personal{
        {"request", request}, {"decision", "allow"}, {"account", personal_account}};
    EXPECT_EQ(box_.post(path, personal).status, 400);
    const net::Pairs work{{"request", request}, {"decision", "allow"}, {"account", work_account}};
    EXPECT_EQ(box_.post(path, work).status, 303);
}

TEST_F(Microsoft, TellsWhatIsWrongWithTheRequestAtTheRedirectUri) {
    const auto error = [&](const net::Pairs& pairs) {
        return box_.callback(authorize(pairs))["error"];
    };
    EXPECT_EQ(error(query("User.Everything")), "invalid_scope");
    EXPECT_EQ(error(query("User.Read https://graph.microsoft.com/.default")), "invalid_scope");
    EXPECT_EQ(error(query("")), "invalid_request");
    auto silent = query();
    silent.emplace_back("prompt", "none");
    EXPECT_EQ(error(silent), "login_required");
    auto implicit = query();
    implicit[0].second = "token";
    EXPECT_EQ(error(implicit), "unsupported_response_type");
    auto denied = query();
    denied.back().second = "deny";
    EXPECT_EQ(error(denied), "access_denied");
    auto elsewhere = query();
    elsewhere[2].second = "https://elsewhere.example/back";
    EXPECT_FALSE(authorize(elsewhere).headers.find("Location"));
}

TEST_F(Microsoft, TakesTheSecretInTheBodyOrAsBasicButOnce) {
    const net::Pairs bare{{"grant_type", "authorization_code"},
                          {"redirect_uri", "http://localhost:9/back"}};
    const auto basic = [&](net::Pairs pairs) {
        pairs.emplace_back("code", code());
        auto form = box_.form(login + "common/oauth2/v2.0/token", pairs);
        form.headers.add(
            "Authorization",
            "Basic " + base64_encode(
                           bytes_of("microsoft-client:" + form_encode("microsoft~sample+secret"))));
        return box_.send(std::move(form));
    };
    EXPECT_EQ(basic(bare).status, 200);
    expect_refused(basic(with_client(bare)), 401, "invalid_client", "7000215");
}

TEST_F(Microsoft, RefusesWhatIsWrong) {
    auto form = code_form(code());
    form.back().second = "another-secret";
    expect_refused(ask(form), 401, "invalid_client", "7000215");
    form[3].second = "acme-client";  // registered, but elsewhere
    expect_refused(ask(form), 400, "unauthorized_client", "700016");
    form = code_form(code());
    form[2].second = "http://localhost:9/other";
    expect_refused(ask(form), 400, "invalid_grant", "70000");
    const auto used = code_form(code());
    EXPECT_EQ(ask(used).status, 200);
    expect_refused(ask(used), 400, "invalid_grant", "70000");
    const auto late = code_form(code());
    box_.clock().advance(std::chrono::seconds{601});
    expect_refused(ask(late), 400, "invalid_grant", "70008");
    expect_refused(ask(with_client({{"grant_type", "password"}})), 400, "unsupported_grant_type",
                   "70003");
}

TEST_F(Microsoft, ChecksAChallengeWhereOneIsGiven) {
    auto pairs = query();
    pairs.emplace_back("code_challenge", box_.challenge());
    pairs.emplace_back("code_challenge_method", "S256");
    expect_refused(ask(code_form(code(pairs))), 400, "invalid_grant", "70000");
    auto form = code_form(code(pairs));
    form.emplace_back("code_verifier", SandboxFixture::verifier);
    EXPECT_EQ(ask(form).status, 200);
    pairs.back().second = "plain";
    form = code_form(code(pairs));
    form.emplace_back("code_verifier", box_.challenge());
    EXPECT_EQ(ask(form).status, 200);
}

TEST_F(Microsoft, TellsWhoItIsWhereOpenidWasAskedFor) {
    auto pairs = query("openid profile email");
    pairs.emplace_back("nonce", "the-nonce");
    const auto parts = split(box_.text(connect(pairs), "/id_token"), '.');
    ASSERT_EQ(parts.size(), 3U);
    const auto body = base64url_decode(parts[1]);
    ASSERT_TRUE(body);
    const auto claims = box_.parse(std::string{body->begin(), body->end()});
    EXPECT_EQ(box_.text(claims, "/iss"),
              "https://login.microsoftonline.com/" + box_.text(claims, "/tid") + "/v2.0");
    EXPECT_EQ(box_.text(claims, "/oid"), work_account);
    EXPECT_EQ(box_.text(claims, "/preferred_username"), "first@sample.invalid");
    EXPECT_EQ(box_.text(claims, "/nonce"), "the-nonce");
}

TEST_F(Microsoft, GraphWantsTheScope) {
    const auto refused = me(connect(query("offline_access Mail.Read")));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(box_.text(box_.parse(refused.body), "/error/code"), "Authorization_RequestDenied");
}

TEST_F(Microsoft, GraphListsPageByPage) {
    const auto tokens = connect(query("offline_access Contacts.Read Calendars.Read"));
    const std::string view = "/graph.microsoft.com/v1.0/me/calendarView";
    const std::string window = "?startDateTime=2025-01-01T00:00:00&endDateTime=2026-01-01";
    for (const auto& list : {std::string{"/graph.microsoft.com/v1.0/me/contacts?"},
                             view + window + "T00:00:00%2B01:00&"}) {
        auto page = box_.parse(graph(tokens, list + "$top=20").body);
        EXPECT_EQ(count_records(page), 20U) << list;
        page = box_.parse(graph(tokens, box_.text(page, "/@odata.nextLink")).body);
        EXPECT_EQ(count_records(page), 5U) << list;
        EXPECT_EQ(box_.text(page, "/@odata.nextLink"), "(absent)") << list;
    }
    EXPECT_EQ(graph(tokens, view).status, 400);
    EXPECT_EQ(graph(tokens, view + window + "T00:00:00&$select=id").status, 200);
    EXPECT_EQ(graph(tokens, view + "/delta" + window + "T00:00:00&$select=id").status, 400);
    const auto none = graph(tokens, view +
                                        "?startDateTime=2031-01-01T00:00:00Z"
                                        "&endDateTime=2032-01-01T00:00:00Z");
    EXPECT_EQ(count_records(box_.parse(none.body)), 0U) << none.body;
}

TEST_F(Microsoft, ADeltaQueryEndsWithALinkForTheNextOne) {
    const auto tokens = connect(query("offline_access Contacts.Read"));
    const std::string first = "/graph.microsoft.com/v1.0/me/contacts/delta";
    auto page = box_.parse(graph(tokens, first).body);
    EXPECT_EQ(count_records(page), 20U) << "as was preferred";
    page = box_.parse(graph(tokens, box_.text(page, "/@odata.nextLink")).body);
    EXPECT_EQ(count_records(page), 5U);
    const auto link = box_.text(page, "/@odata.deltaLink");
    page = box_.parse(graph(tokens, link).body);
    EXPECT_EQ(count_records(page), 0U);
    EXPECT_NE(box_.text(page, "/@odata.deltaLink"), "(absent)");
    box_.control(net::Method::post, "/control/records/microsoft.contacts/forget",
                 "{\"owner\":\"" + work_account + "\"}");
    const auto late = graph(tokens, link);
    EXPECT_EQ(late.status, 410);
    EXPECT_TRUE(late.headers.find("Location").value_or("").ends_with(first));
    EXPECT_EQ(graph(tokens, first + "?$deltatoken=none").status, 400);
}

TEST_F(Microsoft, GraphWantsTheScopeOfTheRecords) {
    const auto tokens = connect(query("offline_access Contacts.Read"));
    const auto refused = graph(tokens, "/graph.microsoft.com/v1.0/me/calendarView");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(box_.text(box_.parse(refused.body), "/error/code"), "ErrorAccessDenied");
}

TEST_F(Microsoft, ANewEventStandsInTheCalendar) {
    const auto tokens = connect(query("offline_access Calendars.ReadWrite"));
    const auto made = make_event(tokens, R"({"subject":"Made",
        "start":{"dateTime":"2031-05-01T10:00:00","timeZone":"UTC"},
        "end":{"dateTime":"2031-05-01T11:00:00","timeZone":"UTC"},"id":"mine"})");
    EXPECT_EQ(made.status, 201) << made.body;
    const auto event = box_.parse(made.body);
    EXPECT_EQ(box_.text(event, "/subject"), "Made");
    EXPECT_NE(box_.text(event, "/id"), "mine");
    const auto found = box_.parse(graph(tokens,
                                        "/graph.microsoft.com/v1.0/me/calendarView"
                                        "?startDateTime=2031-05-01T00:00:00Z"
                                        "&endDateTime=2031-05-02T00:00:00Z")
                                      .body);
    EXPECT_EQ(count_records(found), 1U);
    EXPECT_EQ(box_.text(found, "/value/0/id"), box_.text(event, "/id"));
}

TEST_F(Microsoft, ANewEventWantsItsMomentsAndTheRightToWrite) {
    const auto writer = connect(query("offline_access Calendars.ReadWrite"));
    EXPECT_EQ(make_event(writer, R"({"subject":"Made"})").status, 400);
    EXPECT_EQ(make_event(writer, "[]").status, 400);
    const auto reader = connect(query("offline_access Calendars.Read"));
    EXPECT_EQ(make_event(reader, "{}").status, 403);
}

TEST_F(Microsoft, GrowsTiredInItsOwnWords) {
    const auto tokens = connect();
    box_.control(net::Method::post, "/control/faults",
                 R"({"fault":"rate_limited=9@refresh","client":"microsoft-client"})");
    const auto answer = refresh(box_.text(tokens, "/refresh_token"));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.find("Retry-After"), "9");
    EXPECT_EQ(box_.error_of(answer), "temporarily_unavailable");
}

}  // namespace
}  // namespace fairlead::sandbox
