// SPDX-License-Identifier: Apache-2.0
#include "web/routes.h"

#include "base/loop_thread.h"

#include <gtest/gtest.h>

#include <array>

namespace fairlead::web {
namespace {

constexpr std::array<File, 2> files{{
    {"/index.html", "1111111111111111111111111111111122", "the page", "", ""},
    {"/assets/main-1a.js", "2222222222222222222222222222222233", "script", "", ""},
}};
constexpr const char* browser = "text/html,application/xhtml+xml,*/*;q=0.8";

struct WebRoutesTest : testing::Test {
    WebRoutesTest() { mount_routes(router, site); }

    /// What is answered at `path`: the body, or "404".
    std::string ask(const std::string& path, const char* accept) {
        net::Request request;
        request.target = path;
        request.headers.add("Accept", accept);
        auto match = router.find(http::Method::get, request.path());
        auto* found = std::get_if<http::Router::Found>(&match);
        if (found == nullptr) return "nowhere";
        const http::Context context{
            {}, request, *found->endpoint->info.route, found->pattern, found->parameters};
        const auto reply =
            loop.ask<http::Reply>([&] { return found->endpoint->handler->handle(context); });
        if (reply) return reply->body;
        return reply.error().code == Errc::not_found ? "404" : "failed";
    }

    LoopThread loop;
    Site site{files};
    http::Router router;
};

TEST_F(WebRoutesTest, ShowBrowsersThePageAtItsAddresses) {
    for (const char* path :
         {"/", "/login", "/setup", "/integrations", "/integrations/browse?q=x", "/accounts/0190",
          "/activity", "/settings", "/admin", "/admin/users", "/integrations/a/b/c"}) {
        EXPECT_EQ(ask(path, browser), "the page") << path;
    }
}

TEST_F(WebRoutesTest, TellProgramsThatThereIsNothingForThem) {
    EXPECT_EQ(ask("/integrations/status", "*/*"), "404");
    EXPECT_EQ(ask("/accounts/0190", "application/json"), "404");
    EXPECT_EQ(ask("/", "*/*"), "the page");
}

TEST_F(WebRoutesTest, SendTheFilesOfThePage) {
    EXPECT_EQ(ask("/assets/main-1a.js", "*/*"), "script");
    EXPECT_EQ(ask("/assets/other.js", "*/*"), "404");
    EXPECT_EQ(ask("/index.html", browser), "nowhere");
    EXPECT_EQ(ask("/favicon.ico", "image/*"), "404");
}

}  // namespace
}  // namespace fairlead::web
