// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

const std::string production = "/login.salesforce.com/services/oauth2";
const std::string sandboxes = "/test.salesforce.com/services/oauth2";
const std::string first_home = "/first-sample.my.salesforce.com";
const std::string second_home = "/second-sample.my.salesforce.com";
constexpr auto first = "00D000000000001EAA/005000000000001AAA";
constexpr auto copy = "00D000000000004EAA/005000000000001AAA";

class Salesforce : public testing::Test {
protected:
    static net::Pairs query(const std::string& account = first,
                            const std::string& scopes = "api refresh_token id") {
        return {{"response_type", "code"},
                {"client_id", "salesforce-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"code_challenge", SandboxFixture::challenge()},
                {"code_challenge_method", "S256"},
                {"account", account},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& pairs, const std::string& host = production) {
        return box_.get(host + "/authorize?" + net::write_pairs(pairs));
    }
    std::string code(const net::Pairs& pairs = query(), const std::string& host = production) {
        return box_.callback(authorize(pairs, host))["code"];
    }
    static net::Pairs with_client(net::Pairs pairs) {
        pairs.emplace_back("client_id", "salesforce-client");
        pairs.emplace_back("client_secret", "salesforce-sample-secret");
        return pairs;
    }
    static net::Pairs code_form(const std::string& code) {
        return with_client({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", "http://localhost:9/back"},
                            {"code_verifier", SandboxFixture::verifier}});
    }
    json::value connect(const net::Pairs& pairs = query(), const std::string& host = production) {
        const auto answer = box_.post(host + "/token", code_form(code(pairs, host)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return box_.post(production + "/token",
                         with_client({{"grant_type", "refresh_token"}, {"refresh_token", token}}));
    }
    json::value introspect(const std::string& home, const std::string& token) {
        return box_.parse(
            box_.post(home + "/services/oauth2/introspect",
                      with_client({{"token", token}, {"token_type_hint", "access_token"}}))
                .body);
    }
    net::ClientResponse call(const std::string& path, const std::string& token) {
        auto made = box_.request(net::Method::get, path);
        made.headers.add("Authorization", "Bearer " + token);
        return box_.send(std::move(made));
    }
    /// A call of the first organization's data.
    net::ClientResponse ask(const std::string& path, const std::string& token,
                            const std::string& options = "") {
        auto made = box_.request(net::Method::get, first_home + path);
        made.headers.add("Authorization", "Bearer " + token);
        if (!options.empty()) made.headers.add("Sforce-Query-Options", options);
        return box_.send(std::move(made));
    }
    net::ClientResponse make(const std::string& kind, const std::string& body,
                             const std::string& token) {
        auto made =
            box_.request(net::Method::post, first_home + "/services/data/v64.0/sobjects/" + kind);
        made.headers.add("Authorization", "Bearer " + token);
        made.headers.add("Content-Type", "application/json");
        made.body = body;
        return box_.send(std::move(made));
    }
    static std::string soql(const std::string& text) {
        return "/services/data/v64.0/query?" + net::write_pairs({{"q", text}});
    }
    void expect_api_error(const net::ClientResponse& answer, int status, const std::string& code) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(box_.text(box_.parse(answer.body), "/0/errorCode"), code);
    }
    void expect_refused(const net::ClientResponse& answer, const std::string& error,
                        const std::string& description) {
        EXPECT_EQ(answer.status, 400);
        const auto document = box_.parse(answer.body);
        EXPECT_EQ(box_.text(document, "/error"), error);
        EXPECT_EQ(box_.text(document, "/error_description"), description);
    }

    SandboxFixture box_;
};

TEST_F(Salesforce, SaysWhereTheOrganizationLivesButNotForHowLong) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/instance_url"), "https://first-sample.my.salesforce.com");
    EXPECT_EQ(box_.text(tokens, "/id"), std::string{"https://login.salesforce.com/id/"} + first);
    EXPECT_EQ(box_.text(tokens, "/scope"), "api refresh_token id");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "(absent)");
    EXPECT_EQ(box_.text(tokens, "/issued_at").size(), 13u) << "milliseconds";
    EXPECT_TRUE(find_pointer(tokens, "/issued_at")->is_string());
    const auto access = box_.text(tokens, "/access_token");
    const auto known = introspect(first_home, access);
    EXPECT_EQ(box_.text(known, "/active"), "true");
    EXPECT_EQ(box_.text(known, "/exp"),
              std::to_string(to_unix_ms(box_.clock().now()) / 1000 + 7200));
    EXPECT_EQ(box_.text(introspect(second_home, access), "/active"), "false");
}

TEST_F(Salesforce, TellsWhoItIsAtTheAddressOfTheAnswer) {
    const auto access = box_.text(connect(), "/access_token");
    const auto path = std::string{"/login.salesforce.com/id/"} + first;
    const auto me = box_.parse(call(path, access).body);
    EXPECT_EQ(box_.text(me, "/organization_id"), "00D000000000001EAA");
    EXPECT_EQ(box_.text(me, "/user_id"), "005000000000001AAA");
    EXPECT_EQ(box_.text(me, "/display_name"), "First Sample");
    EXPECT_EQ(call("/login.salesforce.com/id/00D000000000002EAA/005000000000002AAA", access).status,
              401)
        << "somebody else's";
}

TEST_F(Salesforce, AnOrganizationsDataAreAtItsOwnAddress) {
    const auto access = box_.text(connect(), "/access_token");
    const auto path = "/services/data/v64.0/limits";
    const auto answer = call(first_home + path, access);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.find("Sforce-Limit-Info"), "api-usage=18/5000");
    const auto elsewhere = call(second_home + path, access);
    EXPECT_EQ(elsewhere.status, 401);
    EXPECT_EQ(box_.text(box_.parse(elsewhere.body), "/0/errorCode"), "INVALID_SESSION_ID");
}

TEST_F(Salesforce, AQueryNamesItsNextPageForTwoDays) {
    const auto tokens = connect();
    const auto access = box_.text(tokens, "/access_token");
    const auto first_page =
        ask(soql("SELECT Id, name FROM account ORDER BY SystemModstamp"), access, "batchSize=10");
    EXPECT_EQ(first_page.headers.find("Sforce-Limit-Info"), "api-usage=1/5000");
    const auto page = box_.parse(first_page.body);
    EXPECT_EQ(box_.text(page, "/totalSize"), "25");
    EXPECT_EQ(box_.text(page, "/done"), "false");
    EXPECT_EQ(box_.text(page, "/records/0/attributes/type"), "Account");
    EXPECT_EQ(box_.text(page, "/records/0/Id").size(), 18u);
    EXPECT_TRUE(box_.text(page, "/records/9/Name").starts_with("Account "));
    EXPECT_EQ(box_.text(page, "/records/9/Industry"), "(absent)");
    EXPECT_EQ(box_.text(page, "/records/10/Id"), "(absent)");
    const auto second = box_.text(page, "/nextRecordsUrl");
    const auto third = box_.text(box_.parse(ask(second, access).body), "/nextRecordsUrl");
    const auto last = box_.parse(ask(third, access).body);
    EXPECT_EQ(box_.text(last, "/done"), "true");
    EXPECT_EQ(box_.text(last, "/nextRecordsUrl"), "(absent)");
    EXPECT_TRUE(box_.text(last, "/records/4/Id").starts_with("001"));
    EXPECT_EQ(box_.text(last, "/records/5/Id"), "(absent)");
    box_.clock().advance(std::chrono::hours{49});
    const auto later = box_.parse(refresh(box_.text(tokens, "/refresh_token")).body);
    expect_api_error(ask(second, box_.text(later, "/access_token")), 400, "INVALID_QUERY_LOCATOR");
}

TEST_F(Salesforce, UnderstandsNoOtherQueries) {
    const auto access = box_.text(connect(), "/access_token");
    for (const auto* text :
         {"", "SELECT Id", "SELECT FROM Contact", "SELECT Id FROM Contact LIMIT 5",
          "SELECT Id FROM Contact WHERE Name = 'x'", "SELECT Id FROM Contact ORDER BY Name",
          "SELECT Id FROM Contact WHERE SystemModstamp >= '2026-01-01T00:00:00Z'"}) {
        SCOPED_TRACE(text);
        expect_api_error(ask(soql(text), access), 400, "MALFORMED_QUERY");
    }
    expect_api_error(ask(soql("SELECT Id, Shoe FROM Contact"), access), 400, "INVALID_FIELD");
    expect_api_error(call(second_home + soql("SELECT Id FROM Contact"), access), 401,
                     "INVALID_SESSION_ID");
    box_.control(net::Method::put, "/control/limits", R"({"most":1})");
    const auto path = soql("SELECT Id FROM Contact WHERE SystemModstamp > 2026-01-01T00:00:00Z");
    EXPECT_EQ(ask(path, access).status, 200);
    expect_api_error(ask(path, access), 403, "REQUEST_LIMIT_EXCEEDED");
}

TEST_F(Salesforce, ANewRecordIsFoundByTheNextQuery) {
    const auto access = box_.text(connect(), "/access_token");
    const auto made =
        make("Contact", R"({"LastName":"Made","Email":"made@sample.invalid"})", access);
    EXPECT_EQ(made.status, 201) << made.body;
    const auto told = box_.parse(made.body);
    EXPECT_EQ(box_.text(told, "/success"), "true");
    EXPECT_TRUE(box_.text(told, "/id").starts_with("003"));
    const auto all = box_.parse(ask(soql("SELECT Id, Email FROM Contact"), access).body);
    EXPECT_EQ(box_.text(all, "/totalSize"), "26");
    EXPECT_EQ(box_.text(all, "/records/25/Id"), box_.text(told, "/id"));
    EXPECT_EQ(box_.text(all, "/records/25/Email"), "made@sample.invalid");
}

TEST_F(Salesforce, ANewRecordWantsWhatItsKindNeeds) {
    const auto access = box_.text(connect(), "/access_token");
    expect_api_error(make("Contact", "{}", access), 400, "REQUIRED_FIELD_MISSING");
    expect_api_error(make("Contact", R"({"LastName":null})", access), 400,
                     "REQUIRED_FIELD_MISSING");
    expect_api_error(make("Contact", R"({"LastName":"x","Shoe":"9"})", access), 400,
                     "INVALID_FIELD");
    expect_api_error(make("Contact", "[]", access), 400, "JSON_PARSER_ERROR");
    expect_api_error(make("Shoe", "{}", access), 404, "NOT_FOUND");
    expect_api_error(make("Contact", R"({"LastName":"x"})", "none"), 401, "INVALID_SESSION_ID");
}

TEST_F(Salesforce, PeopleOfASandboxSignInElsewhere) {
    EXPECT_EQ(authorize(query(copy)).status, 400) << "there is no such user at production";
    EXPECT_EQ(authorize(query(first), sandboxes).status, 400);
    EXPECT_EQ(authorize(query(first), second_home + "/services/oauth2").status, 400);
    EXPECT_EQ(box_.text(connect(query(copy), sandboxes), "/instance_url"),
              "https://first-sample--test.sandbox.my.salesforce.com");
    EXPECT_EQ(box_.text(connect(query(first), first_home + "/services/oauth2"), "/instance_url"),
              "https://first-sample.my.salesforce.com");
    expect_refused(box_.post(sandboxes + "/token", code_form(code())), "invalid_grant",
                   "invalid authorization code");
}

TEST_F(Salesforce, WantsACodeChallenge) {
    auto pairs = query();
    std::erase_if(pairs, [](const auto& pair) { return pair.first == "code_challenge"; });
    EXPECT_EQ(box_.callback(authorize(pairs))["error"], "invalid_request");
    auto form = code_form(code());
    form[3].second = "another-verifier-of-forty-three-characters-or-more";
    expect_refused(box_.post(production + "/token", form), "invalid_grant",
                   "invalid code verifier");
}

TEST_F(Salesforce, RefusesWhatIsWrong) {
    const auto path = production + "/token";
    auto form = code_form(code());
    form.back().second = "another-secret";
    expect_refused(box_.post(path, form), "invalid_client", "invalid client credentials");
    form[4].second = "acme-client";  // registered, but elsewhere
    expect_refused(box_.post(path, form), "invalid_client_id", "client identifier invalid");
    form = code_form(code());
    form[2].second = "http://localhost:9/other";
    expect_refused(box_.post(path, form), "redirect_uri_mismatch",
                   "redirect_uri must match configuration");
    const auto used = code_form(code());
    EXPECT_EQ(box_.post(path, used).status, 200);
    expect_refused(box_.post(path, used), "invalid_grant", "expired authorization code");
    expect_refused(box_.post(path, with_client({{"grant_type", "client_magic"}})),
                   "unsupported_grant_type", "grant type not supported");
}

TEST_F(Salesforce, ARefreshTokenStaysUnlessTheApplicationRotates) {
    const auto token = box_.text(connect(), "/refresh_token");
    for (int i = 0; i < 2; ++i) {
        const auto answer = box_.parse(refresh(token).body);
        EXPECT_EQ(box_.text(answer, "/refresh_token"), "(absent)");
        EXPECT_NE(box_.text(answer, "/access_token"), "(absent)");
        EXPECT_EQ(box_.text(answer, "/instance_url"), "https://first-sample.my.salesforce.com");
    }
    box_.control(net::Method::put, "/control/clients/salesforce-client",
                 R"({"rotation":"strict_family"})");
    const auto next = box_.text(box_.parse(refresh(token).body), "/refresh_token");
    EXPECT_NE(next, token);
    expect_refused(refresh(token), "invalid_grant", "expired access/refresh token");
    expect_refused(refresh(next), "invalid_grant", "expired access/refresh token");
}

TEST_F(Salesforce, ARefreshTellsWhereAnOrganizationMovedTo) {
    const auto tokens = connect(query("00D000000000003EAA/005000000000003AAA"));
    EXPECT_EQ(box_.text(tokens, "/instance_url"), "https://third-sample.my.salesforce.com");
    const auto answer = box_.parse(refresh(box_.text(tokens, "/refresh_token")).body);
    EXPECT_EQ(box_.text(answer, "/instance_url"), "https://third-moved.my.salesforce.com");
    const auto access = box_.text(answer, "/access_token");
    EXPECT_EQ(call("/third-moved.my.salesforce.com/services/data/v64.0/limits", access).status,
              200);
}

TEST_F(Salesforce, ASecondRefreshAtOnceIsNotADeadToken) {
    const auto token = box_.text(connect(), "/refresh_token");
    box_.control(net::Method::post, "/control/faults", R"({"fault":"invalid_grant=busy@refresh"})");
    expect_refused(refresh(token), "invalid_grant", "token request is already being processed");
    EXPECT_EQ(refresh(token).status, 200);
}

TEST_F(Salesforce, ASixthGrantEndsTheFirst) {
    const auto oldest = box_.text(connect(), "/refresh_token");
    for (int i = 0; i < 4; ++i) connect();
    EXPECT_EQ(refresh(oldest).status, 200);
    connect();
    expect_refused(refresh(oldest), "invalid_grant", "expired access/refresh token");
}

TEST_F(Salesforce, RevokesWithoutTheClient) {
    const auto tokens = connect();
    const auto revoke = [&] {
        return box_.post(production + "/revoke", {{"token", box_.text(tokens, "/refresh_token")}});
    };
    const auto answer = revoke();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(call(production + "/userinfo", box_.text(tokens, "/access_token")).status, 401);
    expect_refused(revoke(), "invalid_token", "invalid token");
}

TEST_F(Salesforce, WithoutTheScopeThereIsNoRefreshToken) {
    EXPECT_EQ(box_.text(connect(query(first, "full")), "/refresh_token"), "(absent)");
}

TEST_F(Salesforce, IsTiredWithA403) {
    const auto token = box_.text(connect(), "/refresh_token");
    box_.control(net::Method::post, "/control/faults", R"({"fault":"rate_limited@refresh"})");
    const auto answer = refresh(token);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/0/errorCode"), "REQUEST_LIMIT_EXCEEDED");
}

}  // namespace
}  // namespace fairlead::sandbox
