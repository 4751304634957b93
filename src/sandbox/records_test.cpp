// SPDX-License-Identifier: Apache-2.0
#include "sandbox/records.h"

#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace fairlead::sandbox {
namespace {

const Time now = *parse_rfc3339("2026-01-02T03:04:05Z");

TEST(DataSet, IsTheSameForTheSameSeed) {
    const DataSet one{7, 50};
    const DataSet same{7, 50};
    const DataSet other{8, 50};
    int differing = 0;
    for (std::size_t i = 0; i < 50; ++i) {
        const Sample& sample = one.samples()[i];
        EXPECT_EQ(sample.updated, same.samples()[i].updated);
        EXPECT_EQ(sample.draw.number("x", 1000), same.samples()[i].draw.number("x", 1000));
        EXPECT_GE(sample.updated, sample.created);
        if (sample.updated != other.samples()[i].updated) ++differing;
    }
    EXPECT_GT(differing, 40);
    EXPECT_EQ(DataSet(7, 10).samples()[9].created, one.samples()[9].created) << "whatever the size";
}

TEST(DataSet, KeepsTheOrderOfChanges) {
    DataSet set{1, 3};
    const auto before = set.changes();
    set.change(2, now, {{"a", 1}});
    set.remove(1, now);
    const auto added = set.add(now, {{"a", 2}}).number;
    EXPECT_EQ(added, 4u);
    EXPECT_EQ(set.find(2)->change, before + 1);
    EXPECT_TRUE(set.find(1)->gone);
    EXPECT_EQ(set.find(1)->change, before + 2);
    EXPECT_EQ(set.find(4)->change, set.changes());
    EXPECT_EQ(set.find(5), nullptr);
    EXPECT_EQ(set.change(0, now, {}), nullptr);
    EXPECT_TRUE(set.remembers(before));
    set.forget_changes();
    EXPECT_FALSE(set.remembers(before + 3));
    EXPECT_TRUE(set.remembers(set.changes()));
    EXPECT_FALSE(set.remembers(set.changes() + 1));
}

TEST(RateMeter, CountsInWindows) {
    RateMeter meter;
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(meter.count("a", now, 3, 1s).is_over);
    EXPECT_TRUE(meter.count("a", now + 999ms, 3, 1s).is_over);
    EXPECT_FALSE(meter.count("b", now, 3, 1s).is_over);
    EXPECT_EQ(meter.count("a", now + 1s, 3, 1s).used, 1);
    meter.set_most(1);
    EXPECT_TRUE(meter.count("a", now + 1s, 3, 1s).is_over);
}

/// The sandbox with a grant of an account, and its API.
class RecordsOverHttp : public testing::Test {
protected:
    void grant(const std::string& client, const std::string& account, const std::string& scopes) {
        const auto made = box_.control(net::Method::post, "/control/families",
                                       R"({"client":")" + client + R"(","account":")" + account +
                                           R"(","scopes":[)" + scopes + "]}");
        token_ = box_.text(made, "/0/accessToken");
    }
    net::ClientResponse call(net::Method method, const std::string& target,
                             const std::string& body = {}) {
        auto made = box_.request(method, target);
        made.headers.add("Authorization", "Bearer " + token_);
        made.body = body;
        return box_.send(std::move(made));
    }
    std::string header(const net::ClientResponse& answer, const char* name) {
        return std::string{answer.headers.find(name).value_or("(absent)")};
    }
    std::string at(const net::ClientResponse& answer, const char* pointer) {
        return box_.text(box_.parse(answer.body), pointer);
    }

    SandboxFixture box_;
    std::string token_;
};

TEST_F(RecordsOverHttp, HubSpotPagesAndLimits) {
    grant("hubspot-client", "20010001", R"("oauth","crm.objects.contacts.read")");
    const std::string contacts = "/api.hubapi.com/crm/v3/objects/contacts";
    const auto first = call(net::Method::get, contacts + "?limit=10&properties=email");
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(at(first, "/paging/next/after"), at(first, "/results/9/id"));
    EXPECT_EQ(at(first, "/results/0/properties/email"), "contact-1@sample.invalid");
    EXPECT_EQ(at(first, "/results/0/properties/firstname"), "(absent)") << "not asked for";
    EXPECT_EQ(header(first, "X-HubSpot-RateLimit-Max"), "110");
    EXPECT_EQ(header(first, "X-HubSpot-RateLimit-Remaining"), "109");
    const auto last = call(net::Method::get, contacts + "?limit=10&after=51000020");
    EXPECT_EQ(at(last, "/results/4/id"), "51000025");
    EXPECT_EQ(at(last, "/paging"), "(absent)");
    EXPECT_EQ(call(net::Method::get, contacts + "?limit=101").status, 400);
    const auto both =
        call(net::Method::get, contacts + "?limit=10&properties=email&properties=firstname");
    EXPECT_EQ(at(both, "/results/0/properties/email"), "contact-1@sample.invalid");
    EXPECT_NE(at(both, "/results/0/properties/firstname"), "(absent)");
    const auto deals = call(net::Method::get, "/api.hubapi.com/crm/v3/objects/deals");
    EXPECT_EQ(deals.status, 403);
    EXPECT_EQ(at(deals, "/category"), "MISSING_SCOPES");
    for (int i = 0; i < 110; ++i) call(net::Method::get, contacts);
    const auto over = call(net::Method::get, contacts);
    EXPECT_EQ(over.status, 429);
    EXPECT_EQ(at(over, "/policyName"), "TEN_SECONDLY_ROLLING");
    EXPECT_EQ(header(over, "X-HubSpot-RateLimit-Interval-Milliseconds"), "10000");
}

TEST_F(RecordsOverHttp, HubSpotSearchesByItsOwnNames) {
    grant(
        "hubspot-client", "20010001",
        R"("crm.objects.contacts.read","crm.objects.companies.read","crm.objects.contacts.write")");
    const auto search = [&](const std::string& kind, const std::string& property,
                            const std::string& more) {
        return call(net::Method::post, "/api.hubapi.com/crm/v3/objects/" + kind + "/search",
                    R"({"filterGroups":[{"filters":[{"propertyName":")" + property +
                        R"(","operator":"GTE","value":"0"}]}])" + more + "}");
    };
    EXPECT_EQ(at(search("contacts", "lastmodifieddate", ""), "/total"), "25");
    EXPECT_EQ(search("contacts", "hs_lastmodifieddate", "").status, 400) << "that is companies'";
    EXPECT_EQ(at(search("companies", "hs_lastmodifieddate", R"(,"limit":200)"), "/total"), "25");
    EXPECT_EQ(search("contacts", "lastmodifieddate", R"(,"limit":201)").status, 400);
    box_.clock().advance(1s);
    EXPECT_EQ(search("contacts", "lastmodifieddate", R"(,"limit":200,"after":"9900")").status, 400)
        << "no further than 10000";
    const auto twin = call(net::Method::post, "/api.hubapi.com/crm/v3/objects/contacts",
                           R"({"properties":{"email":"contact-7@sample.invalid"}})");
    EXPECT_EQ(twin.status, 409);
    const auto made = call(net::Method::post, "/api.hubapi.com/crm/v3/objects/contacts",
                           R"({"properties":{"email":"new@sample.invalid"}})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(at(made, "/id"), "51000026");
}

TEST_F(RecordsOverHttp, GoogleKeepsSyncTokensApart) {
    grant("google-client", "first@sample.invalid", R"("https://www.googleapis.com/auth/calendar")");
    const std::string events = "/www.googleapis.com/calendar/v3/calendars/primary/events";
    const auto page = call(net::Method::get, events + "?maxResults=20");
    EXPECT_EQ(at(page, "/nextSyncToken"), "(absent)");
    const auto next = at(page, "/nextPageToken");
    const auto last = call(net::Method::get, events + "?maxResults=20&pageToken=" + next);
    EXPECT_EQ(at(last, "/nextPageToken"), "(absent)");
    const auto sync = at(last, "/nextSyncToken");
    EXPECT_EQ(at(last, "/items/4/id"), "sampleevent100025");
    EXPECT_EQ(call(net::Method::get, events + "?syncToken=" + sync + "&q=x").status, 400);
    EXPECT_EQ(call(net::Method::get, events + "?syncToken=" + sync + "&pageToken=" + next).status,
              400);
    EXPECT_EQ(call(net::Method::get, events + "?syncToken=nonsense").status, 410);
    const auto gone = call(net::Method::del, events + "/sampleevent100003");
    EXPECT_EQ(gone.status, 204);
    EXPECT_EQ(call(net::Method::del, events + "/sampleevent100003").status, 410);
    const auto news = call(net::Method::get, events + "?syncToken=" + sync);
    EXPECT_EQ(at(news, "/items/0/status"), "cancelled");
    EXPECT_EQ(at(news, "/items/1"), "(absent)");
}

TEST_F(RecordsOverHttp, InstagramShowsNewestFirstAndItsUsage) {
    grant("instagram-client", "17841400000000011",
          R"("instagram_business_basic","instagram_business_manage_insights")");
    const std::string account = "/graph.instagram.com/v25.0/17841400000000011";
    const auto page = call(net::Method::get, account + "/media?fields=id,caption&limit=20");
    EXPECT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(at(page, "/data/0/id"), "17900000000000025");
    EXPECT_NE(at(page, "/paging/next").find("access_token"), std::string::npos);
    EXPECT_NE(header(page, "X-Business-Use-Case-Usage").find("call_count"), std::string::npos);
    const auto after = at(page, "/paging/cursors/after");
    const auto last = call(net::Method::get, account + "/media?limit=20&after=" + after);
    EXPECT_EQ(at(last, "/data/4/id"), "17900000000000001");
    EXPECT_EQ(at(last, "/paging/next"), "(absent)");
    const auto other = call(net::Method::get, "/graph.instagram.com/v25.0/17841400000000022/media");
    EXPECT_EQ(at(other, "/error/code"), "100") << "somebody else's";
    const auto gone = call(net::Method::get, account +
                                                 "/insights?metric=impressions&period=day"
                                                 "&metric_type=total_value");
    EXPECT_EQ(at(gone, "/error/code"), "100");
}

TEST_F(RecordsOverHttp, TheControlApiShowsResizesAndChanges) {
    const std::string set = "/control/records/hubspot.deals";
    EXPECT_EQ(box_.text(box_.control(net::Method::get, set + "?owner=x"), "/size"), "25");
    box_.control(net::Method::put, set, R"({"size":100000})");
    const auto end = box_.control(net::Method::get, set + "?owner=x&after=99998");
    EXPECT_EQ(box_.text(end, "/items/1/id"), "51100000");
    box_.control(net::Method::post, set + "/changes",
                 R"({"owner":"x","number":99999,"own":{"amount":"7"}})");
    const auto changed = box_.control(net::Method::get, set + "?owner=x&after=99998&limit=1");
    EXPECT_EQ(box_.text(changed, "/items/0/properties/amount"), "7");
    box_.control(net::Method::post, "/control/reset");
    EXPECT_EQ(box_.text(box_.control(net::Method::get, set + "?owner=x"), "/size"), "25");
}

}  // namespace
}  // namespace fairlead::sandbox
