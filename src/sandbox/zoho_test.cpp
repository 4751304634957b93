// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

const std::string us = "/accounts.zoho.com/oauth/v2";
const std::string eu = "/accounts.zoho.eu/oauth/v2";
constexpr auto first = "60010000001";   // in Europe
constexpr auto fourth = "60010000004";  // in the United States

class Zoho : public testing::Test {
protected:
    static net::Pairs query(const std::string& account = first,
                            const std::string& scopes = "ZohoCRM.org.READ,ZohoCRM.modules.ALL") {
        return {{"response_type", "code"},
                {"client_id", "zoho-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"access_type", "offline"},
                {"prompt", "consent"},
                {"account", account},
                {"auto", "approve"}};
    }
    static net::Pairs without(net::Pairs pairs, std::string_view name) {
        std::erase_if(pairs, [&](const auto& pair) { return pair.first == name; });
        return pairs;
    }
    net::ClientResponse authorize(const net::Pairs& pairs, const std::string& server = us) {
        return box_.get(server + "/auth?" + net::write_pairs(pairs));
    }
    std::string code(const net::Pairs& pairs = query()) {
        return box_.callback(authorize(pairs))["code"];
    }
    static net::Pairs with_client(net::Pairs pairs) {
        pairs.emplace_back("client_id", "zoho-client");
        pairs.emplace_back("client_secret", "zoho-sample-secret");
        return pairs;
    }
    static net::Pairs code_form(const std::string& code) {
        return with_client({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", "http://localhost:9/back"}});
    }
    json::value connect(const net::Pairs& pairs = query(), const std::string& server = eu) {
        const auto answer = box_.post(server + "/token", code_form(code(pairs)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token, const std::string& server = eu) {
        return box_.post(server + "/token",
                         with_client({{"grant_type", "refresh_token"}, {"refresh_token", token}}));
    }
    net::ClientResponse organization(const std::string& token,
                                     const std::string& host = "/www.zohoapis.eu",
                                     const std::string& scheme = "Zoho-oauthtoken") {
        auto made = box_.request(net::Method::get, host + "/crm/v8/org");
        made.headers.add("Authorization", scheme + " " + token);
        return box_.send(std::move(made));
    }
    /// A call for records of the first organization.
    net::ClientResponse records(const std::string& token, const std::string& path,
                                const std::string& since = "") {
        auto made = box_.request(net::Method::get, "/www.zohoapis.eu/crm/v8/" + path);
        made.headers.add("Authorization", "Zoho-oauthtoken " + token);
        if (!since.empty()) made.headers.add("If-Modified-Since", since);
        return box_.send(std::move(made));
    }
    void expect_api_error(const net::ClientResponse& answer, int status, const std::string& code) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(box_.text(box_.parse(answer.body), "/code"), code);
    }
    /// All of them come with HTTP 200.
    void expect_refused(const net::ClientResponse& answer, const std::string& error) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "{\"error\":\"" + error + "\"}");
    }

    SandboxFixture box_;
};

TEST_F(Zoho, SendsPeopleBackWithTheServerThatKnowsThem) {
    const auto answer = authorize(query());
    auto back = box_.callback(answer);
    EXPECT_EQ(back["location"], "eu");
    EXPECT_EQ(back["accounts-server"], "https://accounts.zoho.eu");
    EXPECT_TRUE(answer.headers.find("Location")->ends_with("&"));
    const auto tokens = box_.parse(box_.post(eu + "/token", code_form(back["code"])).body);
    EXPECT_EQ(box_.text(tokens, "/api_domain"), "https://www.zohoapis.eu");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "3600");
    EXPECT_TRUE(box_.text(tokens, "/access_token").starts_with("1000."));
}

TEST_F(Zoho, ADataCentreKnowsNothingOfAnother) {
    expect_refused(box_.post(us + "/token", code_form(code())), "invalid_code");
    const auto tokens = connect();
    const auto token = box_.text(tokens, "/refresh_token");
    expect_refused(refresh(token, us), "invalid_code");
    EXPECT_EQ(box_.text(box_.parse(refresh(token).body), "/token_type"), "Bearer");
    EXPECT_EQ(authorize(query(fourth), eu).status, 400) << "no such account there";
    const auto access = box_.text(tokens, "/access_token");
    EXPECT_EQ(organization(access).status, 200);
    const auto elsewhere = organization(access, "/www.zohoapis.com");
    EXPECT_EQ(elsewhere.status, 400);
    EXPECT_EQ(box_.text(box_.parse(elsewhere.body), "/code"), "INVALID_HOST");
}

TEST_F(Zoho, TellsTheOrganizationToItsOwnSchemeAlone) {
    const auto access = box_.text(connect(), "/access_token");
    const auto known = box_.parse(organization(access).body);
    EXPECT_EQ(box_.text(known, "/org/0/zgid"), first);
    EXPECT_EQ(box_.text(known, "/org/0/company_name"), "First Sample");
    const auto refused = organization(access, "/www.zohoapis.eu", "Bearer");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(box_.text(box_.parse(refused.body), "/code"), "INVALID_TOKEN");
    const auto narrow = box_.text(connect(query(first, "ZohoCRM.modules.ALL")), "/access_token");
    EXPECT_EQ(box_.text(box_.parse(organization(narrow).body), "/code"), "OAUTH_SCOPE_MISMATCH");
}

TEST_F(Zoho, EachPageNamesTheNextOneForADay) {
    const auto tokens = connect();
    const auto access = box_.text(tokens, "/access_token");
    const std::string path = "Contacts?fields=Email&per_page=20";
    const auto page = box_.parse(records(access, path + "&page=1").body);
    EXPECT_EQ(box_.text(page, "/data/0/Email"), "contact-25@sample.invalid") << "newest id first";
    EXPECT_EQ(box_.text(page, "/data/0/id"), "4150868000000100025");
    EXPECT_EQ(box_.text(page, "/data/0/Last_Name"), "(absent)");
    EXPECT_EQ(box_.text(page, "/info/count"), "20");
    EXPECT_EQ(box_.text(page, "/info/more_records"), "true");
    const auto next = path + "&page_token=" + box_.text(page, "/info/next_page_token");
    const auto last = box_.parse(records(access, next).body);
    EXPECT_EQ(box_.text(last, "/data/4/Email"), "contact-1@sample.invalid");
    EXPECT_EQ(box_.text(last, "/info/page"), "2");
    EXPECT_EQ(box_.text(last, "/info/more_records"), "false");
    EXPECT_EQ(box_.text(last, "/info/next_page_token"), "(absent)");
    expect_api_error(records(access, next + "&page=2"), 400, "AMBIGUITY_DURING_PROCESSING");
    box_.clock().advance(std::chrono::hours{25});
    const auto later = box_.parse(refresh(box_.text(tokens, "/refresh_token")).body);
    expect_api_error(records(box_.text(later, "/access_token"), next), 400, "EXPIRED_VALUE");
}

TEST_F(Zoho, CountsPagesUpTo2000Records) {
    const auto access = box_.text(connect(), "/access_token");
    box_.control(net::Method::put, "/control/records/zoho.deals", R"({"size":2100})");
    EXPECT_EQ(records(access, "Deals?fields=Stage&page=10").status, 200);
    expect_api_error(records(access, "Deals?fields=Stage&page=11"), 400,
                     "DISCRETE_PAGINATION_LIMIT_EXCEEDED");
    expect_api_error(records(access, "Deals?fields=Stage&per_page=201"), 400, "INVALID_DATA");
    expect_api_error(records(access, "Deals?page=1"), 400, "REQUIRED_PARAM_MISSING");
    std::string many = "Stage";
    for (int i = 0; i < 50; ++i) many += ",Stage";
    expect_api_error(records(access, "Deals?fields=" + many), 400, "LIMIT_EXCEEDED");
}

TEST_F(Zoho, SaysThatThereIsNothingWithoutABody) {
    const auto access = box_.text(connect(), "/access_token");
    const std::string path = "Accounts?fields=Industry";
    const auto unchanged = records(access, path, "2400-01-01T00:00:00+00:00");
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(unchanged.body, "");
    EXPECT_EQ(records(access, path, "2020-01-01T00:00:00+01:00").status, 200);
    expect_api_error(records(access, path, "Wed, 01 Jan 2020 00:00:00 GMT"), 400, "INVALID_DATA");
    box_.control(net::Method::put, "/control/records/zoho.accounts", R"({"size":0})");
    const auto none = records(access, path);
    EXPECT_EQ(none.status, 204);
    EXPECT_EQ(none.body, "");
}

TEST_F(Zoho, TellsWhatIsLeftOnceHalfIsUsed) {
    const auto access = box_.text(connect(), "/access_token");
    box_.control(net::Method::put, "/control/limits", R"({"most":3})");
    const std::string path = "Deals?fields=Stage";
    EXPECT_FALSE(records(access, path).headers.has("X-API-CREDITS-REMAINING"));
    EXPECT_EQ(records(access, path).headers.find("X-API-CREDITS-REMAINING"), "1");
    EXPECT_EQ(records(access, path).status, 200);
    const auto over = records(access, path);
    expect_api_error(over, 429, "TOO_MANY_REQUESTS");
    EXPECT_FALSE(over.headers.has("Retry-After"));
}

TEST_F(Zoho, ShowsTheRecordsOfAModuleToItsScope) {
    const auto narrow = query(first, "ZohoCRM.modules.contacts.READ");
    const auto access = box_.text(connect(narrow), "/access_token");
    EXPECT_EQ(records(access, "Contacts?fields=Email").status, 200);
    expect_api_error(records(access, "Deals?fields=Stage"), 401, "OAUTH_SCOPE_MISMATCH");
    expect_api_error(records("1000.nothing", "Deals?fields=Stage"), 401, "INVALID_TOKEN");
}

TEST_F(Zoho, SaysNoWithHttp200) {
    auto form = code_form(code());
    form.back().second = "another-secret";
    expect_refused(box_.post(eu + "/token", form), "invalid_client_secret");
    form[3].second = "acme-client";  // registered, but elsewhere
    expect_refused(box_.post(eu + "/token", form), "invalid_client");
    form = code_form(code());
    form[2].second = "http://localhost:9/other";
    expect_refused(box_.post(eu + "/token", form), "invalid_redirect_uri");
    const auto used = code_form(code());
    EXPECT_EQ(box_.post(eu + "/token", used).status, 200);
    expect_refused(box_.post(eu + "/token", used), "invalid_code");
    expect_refused(refresh("1000.nothing"), "invalid_code");
}

TEST_F(Zoho, TakesParametersFromTheQuery) {
    const auto answer = box_.post(eu + "/token?" + net::write_pairs(code_form(code())), {});
    EXPECT_NE(box_.text(box_.parse(answer.body), "/access_token"), "(absent)");
}

TEST_F(Zoho, AsksForAccessWhileNobodyIsThere) {
    EXPECT_EQ(box_.text(connect(without(query(), "access_type")), "/refresh_token"), "(absent)");
    EXPECT_NE(box_.text(connect(), "/refresh_token"), "(absent)");
    const auto again = connect(without(query(), "prompt"));
    EXPECT_EQ(box_.text(again, "/refresh_token"), "(absent)") << "allowed before, not asked anew";
    EXPECT_EQ(authorize(query(first, "ZohoCRM.org.READ ZohoCRM.modules.ALL")).status, 400)
        << "commas, not blanks";
}

TEST_F(Zoho, ARefreshIsAnsweredWithoutTheTokenThatStays) {
    const auto token = box_.text(connect(), "/refresh_token");
    for (int i = 0; i < 2; ++i) {
        const auto answer = box_.parse(refresh(token).body);
        EXPECT_EQ(box_.text(answer, "/refresh_token"), "(absent)");
        EXPECT_EQ(box_.text(answer, "/api_domain"), "https://www.zohoapis.eu");
    }
}

TEST_F(Zoho, TenTokensInTenMinutesAreEnough) {
    const auto token = box_.text(connect(), "/refresh_token");
    for (int i = 0; i < 10; ++i) EXPECT_EQ(refresh(token).status, 200);
    const auto tired = refresh(token);
    EXPECT_EQ(tired.status, 400);
    EXPECT_EQ(box_.text(box_.parse(tired.body), "/error"), "Access Denied");
    box_.clock().advance(Seconds{601});
    EXPECT_EQ(refresh(token).status, 200);
}

TEST_F(Zoho, ATwentyFirstRefreshTokenDeletesTheFirst) {
    const auto oldest = box_.text(connect(), "/refresh_token");
    for (int i = 0; i < 19; ++i) connect();
    EXPECT_EQ(box_.text(box_.parse(refresh(oldest).body), "/error"), "(absent)");
    connect();
    expect_refused(refresh(oldest), "invalid_code");
}

TEST_F(Zoho, RevokesWhatStandsInTheQuery) {
    const auto tokens = connect();
    const auto token = box_.text(tokens, "/refresh_token");
    const auto path = "/token/revoke?token=" + token;
    expect_refused(box_.post(us + path, {}), "invalid_token");
    EXPECT_EQ(box_.text(box_.parse(box_.post(eu + path, {}).body), "/status"), "success");
    expect_refused(refresh(token), "invalid_code");
    EXPECT_EQ(organization(box_.text(tokens, "/access_token")).status, 401);
}

TEST_F(Zoho, MayBeToldToNameAForeignServer) {
    auto pairs = query();
    pairs.emplace_back("fault", "iss=https://accounts.zoho.eu.sample.invalid@callback");
    EXPECT_EQ(box_.callback(authorize(pairs))["accounts-server"],
              "https://accounts.zoho.eu.sample.invalid");
    pairs.back().second = "iss=missing";
    EXPECT_FALSE(box_.callback(authorize(pairs)).contains("accounts-server"));
}

}  // namespace
}  // namespace fairlead::sandbox
