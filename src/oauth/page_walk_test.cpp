// SPDX-License-Identifier: Apache-2.0
#include "oauth/page_walk.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

using catalog::Paging;
using catalog::PagingStyle;

net::Url url_of(const std::string& text) { return *net::Url::parse(text); }

const net::Url here = url_of("https://api.t.com/v1/things?limit=2");

/// Where the next page is; "" where there is none.
std::string next(const Paging& paging, const std::string& at, const char* body,
                 std::int64_t records = 2, std::int64_t size = 2,
                 const net::Headers& headers = {}) {
    const auto document = *parse_json(body);
    const SeenPage seen{here, headers, document, records, size};
    const auto found = next_page(paging, at, seen);
    EXPECT_TRUE(found) << found.error().detail;
    return found ? found->value_or("") : "";
}

std::string asked(const Paging& paging, const std::string& at, std::int64_t size,
                  const std::string& body = {}) {
    net::ClientRequest call;
    call.url = here;
    call.body = body;
    EXPECT_TRUE(ask_for_page(call, paging, at, size));
    return call.url.target() + call.body;
}

TEST(PageWalk, FollowsACursorUntilThereIsNone) {
    const Paging paging{.style = PagingStyle::cursor, .send = "after", .next = {"/p/after"}};
    EXPECT_EQ(next(paging, "", R"({"p":{"after":"a b"}})"), "a b");
    EXPECT_EQ(next(paging, "x", R"({"p":{"after":7}})"), "7");
    for (const char* last : {"{}", R"({"p":{"after":""}})", R"({"p":{"after":null}})"}) {
        EXPECT_EQ(next(paging, "x", last), "") << last;
    }
    EXPECT_EQ(asked(paging, "", 0), "/v1/things?limit=2");
    EXPECT_EQ(asked(paging, "a b&c", 0), "/v1/things?limit=2&after=a+b%26c");
}

TEST(PageWalk, SendsACursorInABodyAsTextOrNumber) {
    Paging paging{.style = PagingStyle::cursor, .send = "/at", .next = {"/at"}};
    EXPECT_EQ(asked(paging, "7", 0, "{}"),
              "/v1/things?limit=2"
              R"({"at":"7"})");
    paging.is_number = true;
    EXPECT_EQ(asked(paging, "7", 0, "{}"),
              "/v1/things?limit=2"
              R"({"at":7})");
    EXPECT_EQ(asked(paging, "x", 0, "{}"),
              "/v1/things?limit=2"
              R"({"at":"x"})");
}

TEST(PageWalk, BelievesAPlatformThatSaysThatThereIsNoMore) {
    const Paging paging{
        .style = PagingStyle::cursor, .send = "after", .next = {"/after"}, .more = "/more"};
    EXPECT_EQ(next(paging, "", R"({"after":"x","more":true})"), "x");
    EXPECT_EQ(next(paging, "", R"({"after":"x","more":"https://t.com/x"})"), "x");
    for (const char* last :
         {R"({"after":"x","more":false})", R"({"after":"x"})", R"({"after":"x","more":0})"}) {
        EXPECT_EQ(next(paging, "", last), "") << last;
    }
}

TEST(PageWalk, CountsPagesAndRecords) {
    const Paging pages{.style = PagingStyle::page, .send = "p", .first = 1, .size = "n"};
    EXPECT_EQ(asked(pages, "", 50), "/v1/things?limit=2&n=50&p=1");
    EXPECT_EQ(next(pages, "", "{}"), "2");
    EXPECT_EQ(next(pages, "9", "{}"), "10");
    EXPECT_EQ(next(pages, "9", "{}", 1), "") << "a short page is the last";
    EXPECT_EQ(next(pages, "9", "{}", 1, 0), "10") << "unless nobody knows what is short";
    EXPECT_EQ(next(pages, "9", "{}", 0, 0), "");
    EXPECT_EQ(next(pages, "9223372036854775807", "{}"), "");
    const Paging offsets{.style = PagingStyle::offset, .send = "/from", .size = "/size"};
    EXPECT_EQ(next(offsets, "", "{}", 2), "2");
    EXPECT_EQ(next(offsets, "4", "{}", 2), "6");
    EXPECT_EQ(asked(offsets, "6", 2, R"({"q":1})"),
              "/v1/things?limit=2"
              R"({"q":1,"size":2,"from":6})");
}

TEST(PageWalk, FollowsLinks) {
    const Paging body{.style = PagingStyle::link_body, .next = {"/next", "/links/next"}};
    EXPECT_EQ(next(body, "", R"({"next":"https://api.t.com/v1/things?c=2"})"),
              "https://api.t.com/v1/things?c=2");
    EXPECT_EQ(next(body, "", R"({"links":{"next":"/v2/x"}})"), "https://api.t.com/v2/x");
    EXPECT_EQ(next(body, "", "{}"), "");
    EXPECT_EQ(asked(body, "https://api.t.com/v2/x", 5), "/v2/x");
    const Paging header{.style = PagingStyle::link_header, .body_link = {"/more"}};
    const net::Headers headers{{"Link", R"(<?c=1>; rel="prev", <?c=3>; rel="next")"}};
    EXPECT_EQ(next(header, "", "{}", 2, 2, headers), "https://api.t.com/v1/things?c=3");
    EXPECT_EQ(next(header, "", R"({"more":"?c=4"})"), "https://api.t.com/v1/things?c=4");
}

TEST(PageWalk, ReadsLinkHeadersAsTheyAreWritten) {
    const auto found = [](const char* value) {
        return linked({{"Link", value}}, "next").value_or("(none)");
    };
    EXPECT_EQ(found("<a>;rel=next"), "a");
    EXPECT_EQ(found("<a>; REL = \"prev NEXT\""), "a");
    EXPECT_EQ(found("<a,b;c>; title=\"x, <y>; rel=next\"; rel=next"), "a,b;c");
    EXPECT_EQ(found("<a>; rel=prev; rel=next"), "(none)") << "the first rel counts";
    EXPECT_EQ(found("<a>; rel=prev , <b>; x; rel=\"n\\ext\""), "b");
    for (const char* none : {"", "a; rel=next", "<a; rel=next", "<a>", "<a>; rel=nextly", ";;,,"}) {
        EXPECT_EQ(found(none), "(none)") << none;
    }
}

RC_GTEST_PROP(PageWalk, ALinkHeaderOfAnyBytesComesToAnEnd, (const std::string& bytes)) {
    net::Headers headers;
    headers.add("Link", bytes);
    const auto found = linked(headers, "next");
    if (found) RC_ASSERT(bytes.find("<" + *found + ">") != std::string::npos);
}

RC_GTEST_PROP(PageWalk, ALinkBetweenOthersIsFound, (std::vector<std::string> others)) {
    std::string value;
    for (const auto& other : others) {
        std::string quoted;
        for (const char c : other) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        value += "</other>; title=\"" + quoted + "\"; rel=\"prev\", ";
    }
    net::Headers headers;
    headers.add("Link", value + "</wanted>; rel=\"next\"");
    RC_ASSERT(linked(headers, "next") == std::optional<std::string>{"/wanted"});
}

TEST(PageWalk, ResolvesReferences) {
    const auto resolved = [](const char* reference) {
        const auto url = resolve(here, reference);
        return url ? url->text() : "(refused)";
    };
    EXPECT_EQ(resolved("?a=1"), "https://api.t.com/v1/things?a=1");
    EXPECT_EQ(resolved("other?a=1"), "https://api.t.com/v1/other?a=1");
    EXPECT_EQ(resolved("/x#part"), "https://api.t.com/x");
    EXPECT_EQ(resolved("//b.t.com/x"), "https://b.t.com/x");
    EXPECT_EQ(resolved("HTTPS://B.t.com/x"), "https://b.t.com/x");
    for (const char* bad : {"../x", "/a/%2e%2e/b", "https://api.t.com/a/../b",
                            "https://u:p@api.t.com/", "https://", "/a b"}) {
        EXPECT_EQ(resolved(bad), "(refused)") << bad;
    }
}

TEST(PageWalk, KnowsPlatformsApartBehindALoopbackAddress) {
    const auto base = url_of("https://localhost:9443/api.t.com/v1/things");
    EXPECT_EQ(resolve(base, "/v1/next")->text(), "https://localhost:9443/api.t.com/v1/next");
    EXPECT_TRUE(leads_to(url_of("https://localhost:9443/api.t.com/x"), {base}));
    for (const char* foreign :
         {"https://localhost:9443/api.u.com/x", "https://localhost:9444/api.t.com/x",
          "http://localhost:9443/api.t.com/x", "https://localhost:9443/", "https://api.t.com/x"}) {
        EXPECT_FALSE(leads_to(url_of(foreign), {base})) << foreign;
    }
    // A version is no host.
    const auto plain = url_of("http://localhost:80/v25.0/me");
    EXPECT_EQ(resolve(plain, "/v26.0/me")->text(), "http://localhost/v26.0/me");
}

TEST(PageWalk, LeavesNoHost) {
    for (const char* foreign :
         {"https://api.t.com.evil.example/x", "https://evil.example/api.t.com", "https://t.com/",
          "http://api.t.com/", "https://api.t.com:444/"}) {
        EXPECT_FALSE(leads_to(url_of(foreign), {here})) << foreign;
    }
    EXPECT_TRUE(leads_to(url_of("https://API.t.com:443/other"), {here}));
}

RC_GTEST_PROP(PageWalk, ACircleIsNoticedWithinThreeTurns, ()) {
    const auto before = *rc::gen::inRange(0, 50);
    const auto turn = *rc::gen::inRange(1, 50);
    Trail trail;
    int steps = 0;
    const auto page = [&](int step) {
        const int place = step < before ? step : before + (step - before) % turn;
        return "page " + std::to_string(place);
    };
    while (!trail.step(page(steps))) {
        ++steps;
        RC_ASSERT(steps <= 3 * (before + turn) + 3);
    }
    RC_ASSERT(steps >= turn);
}

RC_GTEST_PROP(PageWalk, AStraightWayIsNone, ()) {
    Trail trail;
    const auto length = *rc::gen::inRange(1, 500);
    for (int step = 0; step < length; ++step) RC_ASSERT(!trail.step(std::to_string(step)));
}

}  // namespace
}  // namespace fairlead::oauth
