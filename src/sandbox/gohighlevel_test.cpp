// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

constexpr auto token_path = "/services.leadconnectorhq.com/oauth/token";
const std::string choose = "/marketplace.gohighlevel.com/oauth/chooselocation";
const std::string contacts = "/services.leadconnectorhq.com/contacts/";
const std::string opportunities = "/services.leadconnectorhq.com/opportunities/search";
const std::string locations = "/services.leadconnectorhq.com/locations/";
const std::string first_location = "FirstSampleLocation1";
const std::string agency = "SampleAgency00000001";

class Gohighlevel : public testing::Test {
protected:
    static net::Pairs query(const std::string& account = first_location,
                            const std::string& scopes = "contacts.readonly locations.readonly") {
        return {{"response_type", "code"},
                {"client_id", "gohighlevel-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", scopes},
                {"state", "the-state"},
                {"account", account},
                {"auto", "approve"}};
    }
    std::string code(const net::Pairs& pairs = query()) {
        return box_.callback(box_.get(choose + "?" + net::write_pairs(pairs)))["code"];
    }
    static net::Pairs with_client(net::Pairs pairs, const std::string& user_type) {
        pairs.emplace_back("client_id", "gohighlevel-client");
        pairs.emplace_back("client_secret", "gohighlevel-sample-secret");
        if (!user_type.empty()) pairs.emplace_back("user_type", user_type);
        return pairs;
    }
    static net::Pairs code_form(const std::string& code,
                                const std::string& user_type = "Location") {
        return with_client({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", "http://localhost:9/back"}},
                           user_type);
    }
    json::value connect(const net::Pairs& pairs = query(),
                        const std::string& user_type = "Location") {
        const auto answer = box_.post(token_path, code_form(code(pairs), user_type));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return box_.parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token,
                                const std::string& user_type = "Location") {
        return box_.post(
            token_path,
            with_client({{"grant_type", "refresh_token"}, {"refresh_token", token}}, user_type));
    }
    net::ClientResponse ask(const json::value& tokens, const std::string& path,
                            const std::string& version = "2021-07-28") {
        auto made = box_.request(net::Method::get, path);
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        if (!version.empty()) made.headers.add("Version", version);
        return box_.send(std::move(made));
    }
    net::ClientResponse search(const json::value& tokens, const std::string& body) {
        auto made = box_.request(net::Method::post, contacts + "search");
        made.headers.add("Authorization", "Bearer " + box_.text(tokens, "/access_token"));
        made.headers.add("Version", "2021-07-28");
        made.headers.add("Content-Type", "application/json");
        made.body = R"({"locationId":")" + first_location + '"' + body + "}";
        return box_.send(std::move(made));
    }
    std::string message(const net::ClientResponse& answer, const char* at = "/message") {
        return box_.text(box_.parse(answer.body), at);
    }

    SandboxFixture box_;
};

TEST_F(Gohighlevel, AnswersInItsOwnShape) {
    const auto tokens = connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "Bearer");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "86399");
    EXPECT_EQ(box_.text(tokens, "/scope"), "contacts.readonly locations.readonly");
    EXPECT_EQ(box_.text(tokens, "/userType"), "Location");
    EXPECT_EQ(box_.text(tokens, "/locationId"), first_location);
    EXPECT_EQ(box_.text(tokens, "/companyId"), agency);
}

TEST_F(Gohighlevel, AnAgencysTokenHasNoLocation) {
    const auto pairs = query(agency, "companies.readonly locations.readonly");
    const auto tokens = connect(pairs, "Company");
    EXPECT_EQ(box_.text(tokens, "/userType"), "Company");
    EXPECT_EQ(box_.text(tokens, "/locationId"), "(absent)");
    EXPECT_EQ(box_.text(tokens, "/approvedLocations/0"), first_location);
    EXPECT_EQ(ask(tokens, "/services.leadconnectorhq.com/companies/" + agency).status, 200);
    const auto refused = box_.post(token_path, code_form(code(pairs), "Location"));
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(message(refused, "/message/0"), "(absent)") << "a list this time";
    EXPECT_EQ(refresh(box_.text(tokens, "/refresh_token"), "Location").status, 422);
    EXPECT_EQ(refresh(box_.text(tokens, "/refresh_token"), "Company").status, 200);
}

TEST_F(Gohighlevel, RefreshTokensAreForOneUse) {
    const auto first = box_.text(connect(), "/refresh_token");
    const auto second = box_.text(box_.parse(refresh(first).body), "/refresh_token");
    EXPECT_NE(second, first);
    EXPECT_EQ(box_.error_of(refresh(first)), "invalid_grant");
    EXPECT_EQ(refresh(second, "").status, 200) << "the other one goes on";
}

TEST_F(Gohighlevel, ARefreshTokenLivesForAYearAndAUseBringsAnother) {
    auto token = box_.text(connect(), "/refresh_token");
    box_.clock().advance(std::chrono::hours{24 * 300});
    token = box_.text(box_.parse(refresh(token).body), "/refresh_token");
    box_.clock().advance(std::chrono::hours{24 * 300});
    token = box_.text(box_.parse(refresh(token).body), "/refresh_token");
    box_.clock().advance(std::chrono::hours{24 * 365});
    EXPECT_EQ(box_.error_of(refresh(token)), "invalid_grant");
}

TEST_F(Gohighlevel, ASubAccountThatIsNotPaidForIsNotOver) {
    const auto tokens = connect(query("ThirdSampleLocation3"));
    const auto token = box_.text(tokens, "/refresh_token");
    for (int i = 0; i < 2; ++i) {
        const auto answer = refresh(token);
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(message(answer), "Location is not active");
    }
}

TEST_F(Gohighlevel, EachCallNamesItsVersionAndItsScope) {
    const auto tokens = connect();
    const auto path = locations + first_location;
    const auto answer = ask(tokens, path);
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/location/name"), "First Sample");
    EXPECT_EQ(answer.headers.find("X-RateLimit-Max"), "100");
    EXPECT_EQ(ask(tokens, path, "").status, 400);
    EXPECT_EQ(ask(tokens, path, "2020-01-01").status, 400);
    EXPECT_EQ(ask(tokens, locations + "SecondSampleLocatio2").status, 403);
    EXPECT_EQ(ask(tokens, locations).status, 404);
    EXPECT_EQ(ask(tokens, "/services.leadconnectorhq.com/companies/" + agency).status, 401);
    EXPECT_EQ(ask(connect(query(first_location, "contacts.readonly")), path).status, 401);
}

TEST_F(Gohighlevel, AListGoesOnBehindAMomentAndAnId) {
    const auto tokens = connect();
    const auto path = contacts + "?locationId=" + first_location + "&limit=10";
    const auto answer = ask(tokens, path);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.find("X-RateLimit-Remaining"), "99");
    EXPECT_EQ(answer.headers.find("X-RateLimit-Daily-Remaining"), "199999");
    const auto page = box_.parse(answer.body);
    const auto newest = box_.text(page, "/contacts/0/id");
    EXPECT_EQ(newest, "SampleContact0000025");
    EXPECT_EQ(box_.text(page, "/contacts/0/locationId"), first_location);
    EXPECT_EQ(box_.text(page, "/meta/total"), "25");
    EXPECT_EQ(box_.text(page, "/meta/nextPage"), "2");
    const auto id = "&startAfterId=" + box_.text(page, "/meta/startAfterId");
    const auto moment = "&startAfter=" + box_.text(page, "/meta/startAfter");
    const auto next = box_.parse(ask(tokens, path + id + moment).body);
    EXPECT_EQ(box_.text(next, "/contacts/0/id"), "SampleContact0000015");
    EXPECT_NE(box_.text(next, "/meta/nextPageUrl").find("/contacts/?locationId="),
              std::string::npos);
    const auto again = box_.parse(ask(tokens, path + id).body);
    EXPECT_EQ(box_.text(again, "/contacts/0/id"), newest) << "it takes both";
}

TEST_F(Gohighlevel, AListIsOfTheTokensOwnSubAccount) {
    const auto scopes = "contacts.readonly companies.readonly";
    const auto tokens = connect(query(first_location, scopes));
    const auto own = "?locationId=" + first_location;
    EXPECT_EQ(ask(tokens, contacts).status, 422);
    EXPECT_EQ(ask(tokens, contacts + own + "&limit=101").status, 422);
    EXPECT_EQ(ask(tokens, contacts + own, "").status, 400);
    EXPECT_EQ(ask(tokens, contacts + "?locationId=SecondSampleLocatio2").status, 403);
    EXPECT_EQ(ask(tokens, opportunities + "?location_id=" + first_location).status, 401);
    const auto theirs = connect(query(agency, scopes), "Company");
    EXPECT_EQ(ask(theirs, contacts + own).status, 403);
    EXPECT_EQ(ask(theirs, contacts + "?locationId=" + agency).status, 403);
}

TEST_F(Gohighlevel, ASearchFindsWhatChanged) {
    const auto tokens = connect();
    const auto all = search(tokens, R"(,"pageLimit":10,"page":3)");
    ASSERT_EQ(all.status, 200) << all.body;
    EXPECT_EQ(box_.text(box_.parse(all.body), "/total"), "25");
    EXPECT_NE(box_.text(box_.parse(all.body), "/contacts/4/id"), "(absent)");
    EXPECT_EQ(box_.text(box_.parse(all.body), "/contacts/5/id"), "(absent)");
    box_.control(net::Method::post, "/control/records/gohighlevel.contacts/changes",
                 R"({"owner":")" + first_location + R"(","number":7})");
    const std::string since =
        R"(,"pageLimit":10,"filters":[{"field":"dateUpdated","operator":"range",)"
        R"("value":{"gt":"2026-01-01T00:00:00Z"}}],"sort":[{"field":"dateUpdated",)"
        R"("direction":"asc"}])";
    const auto found = box_.parse(search(tokens, since).body);
    EXPECT_EQ(box_.text(found, "/total"), "1");
    EXPECT_EQ(box_.text(found, "/contacts/0/id"), "SampleContact0000007");
    for (const char* wrong :
         {"", R"(,"pageLimit":501)", R"(,"pageLimit":500,"page":21)",
          R"(,"pageLimit":10,"filters":[{"field":"city"}])", R"(,"pageLimit":10,"sort":"asc")"})
        EXPECT_EQ(search(tokens, wrong).status, 422) << wrong;
}

TEST_F(Gohighlevel, TellsWrongRequestsOnItsOwnPage) {
    const auto page = [&](const net::Pairs& pairs) {
        const auto answer = box_.get(choose + "?" + net::write_pairs(pairs));
        EXPECT_FALSE(answer.headers.find("Location"));
        return answer.status;
    };
    EXPECT_EQ(page(query(first_location, "")), 400);
    EXPECT_EQ(page(query(first_location, "everything.write")), 400);
    auto elsewhere = query();
    elsewhere[2].second = "https://elsewhere.example/back";
    EXPECT_EQ(page(elsewhere), 400);
    auto shown = query();
    shown.pop_back();
    const auto choice = box_.get(choose + "?" + net::write_pairs(shown));
    EXPECT_EQ(choice.status, 200);
    EXPECT_NE(choice.body.find("Sample Agency"), std::string::npos);
}

TEST_F(Gohighlevel, RefusesWhatIsWrong) {
    auto form = code_form(code());
    form[4].second = "another-secret";
    EXPECT_EQ(box_.post(token_path, form).status, 401);
    auto basic = box_.form(token_path, {{"grant_type", "authorization_code"},
                                        {"code", code()},
                                        {"redirect_uri", "http://localhost:9/back"}});
    basic.headers.add("Authorization",
                      "Basic " + base64_encode(bytes_of("gohighlevel-client:"
                                                        "gohighlevel-sample-secret")));
    EXPECT_EQ(box_.send(std::move(basic)).status, 401) << "from the form alone";
    form = code_form(code());
    form[2].second = "http://localhost:9/other";
    EXPECT_EQ(box_.error_of(box_.post(token_path, form)), "invalid_grant");
    const auto used = code_form(code());
    EXPECT_EQ(box_.post(token_path, used).status, 200);
    EXPECT_EQ(box_.error_of(box_.post(token_path, used)), "invalid_grant");
    const auto unknown = with_client({{"grant_type", "password"}}, "Location");
    EXPECT_EQ(box_.post(token_path, unknown).status, 422);
    const auto gone = box_.post("/services.leadconnectorhq.com/oauth/reconnect", {});
    EXPECT_EQ(message(gone), "API endpoint has been removed");
}

TEST_F(Gohighlevel, WhatWasUninstalledIsDead) {
    const auto tokens = connect();
    EXPECT_EQ(box_.post("/app.gohighlevel.com/integrations", {{"grant", "1"}}).status, 303);
    EXPECT_EQ(box_.error_of(refresh(box_.text(tokens, "/refresh_token"))), "invalid_grant");
    EXPECT_EQ(ask(tokens, locations + first_location).status, 401);
}

TEST_F(Gohighlevel, GrowsTiredInItsOwnWords) {
    const auto tokens = connect();
    box_.control(net::Method::post, "/control/faults",
                 R"({"fault":"rate_limited=7@refresh","client":"gohighlevel-client"})");
    const auto answer = refresh(box_.text(tokens, "/refresh_token"));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.find("X-RateLimit-Remaining"), "0");
    EXPECT_EQ(answer.headers.find("X-RateLimit-Interval-Milliseconds"), "10000");
}

}  // namespace
}  // namespace fairlead::sandbox
