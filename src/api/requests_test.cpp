// SPDX-License-Identifier: Apache-2.0
#include "api/requests.h"

#include <gtest/gtest.h>

namespace fairlead::api {
namespace {

using Origin = oauth::ConnectStart::Origin;

constexpr Route get_route{Method::get, "/api/x", Access::user, Scope::none, "Get"};

struct RequestsTest : testing::Test {
    net::Request request;

    Context context(std::string_view pattern = "/api/x") {
        return {Caller{}, request, get_route, pattern, {}};
    }
};

TEST_F(RequestsTest, ReadsAllCookies) {
    request.headers.add("Cookie", "a=1; __Host-b=2=3 ;broken;c=");
    request.headers.add("Cookie", "a=4");
    const net::Pairs expected{{"a", "1"}, {"__Host-b", "2=3"}, {"c", ""}, {"a", "4"}};
    EXPECT_EQ(cookies_of(request), expected);
}

TEST_F(RequestsTest, BelievesABrowserThatSaysSameOrigin) {
    EXPECT_EQ(origin_of(context()), Origin::unproven);
    for (const char* site : {"none", "same-site", "cross-site", ""}) {
        request.headers.set("Sec-Fetch-Site", site);
        EXPECT_EQ(origin_of(context()), Origin::unproven) << site;
    }
    request.headers.set("Sec-Fetch-Site", "same-origin");
    EXPECT_EQ(origin_of(context()), Origin::proven);
}

TEST_F(RequestsTest, GoesOnWithGetAndTellsNobodyWhereFrom) {
    const Reply reply = see_other("https://acme.example/authorize?state=s");
    EXPECT_EQ(reply.status, 303);
    EXPECT_EQ(reply.headers.find("Location"), "https://acme.example/authorize?state=s");
    EXPECT_EQ(reply.headers.find("Referrer-Policy"), "no-referrer");
}

}  // namespace
}  // namespace fairlead::api
