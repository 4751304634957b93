// SPDX-License-Identifier: Apache-2.0
#include "web/site.h"

#include <gmock/gmock.h>

#include <array>

namespace fairlead::web {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::array<File, 4> site_files{{
    {"/index.html", "1111111111111111111111111111111122", "the page", "page in br", "page in gz"},
    {"/assets/main-1a.js", "2222222222222222222222222222222233", "script", "js in br", "js in gz"},
    {"/assets/dot-1a.png", "3333333333333333333333333333333344", "dots", "", ""},
    {"/favicon.svg", "4444444444444444444444444444444455", "icon", "", "icon in gz"},
}};

struct SiteTest : testing::Test {
    Site site{site_files};

    http::Reply script(const net::Headers& asked = {}) {
        return site.file("/assets/main-1a.js", asked).value();
    }
    static std::string header(const http::Reply& reply, std::string_view name) {
        return std::string{reply.headers.find(name).value_or("none")};
    }
};

TEST_F(SiteTest, SendsTheSmallestFormThatTheClientTakes) {
    EXPECT_EQ(script().body, "script");
    EXPECT_EQ(header(script(), "Content-Encoding"), "none");
    const http::Reply brotli = script({{"Accept-Encoding", "gzip, deflate, br, zstd"}});
    EXPECT_EQ(brotli.body, "js in br");
    EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
    const http::Reply gzip = script({{"Accept-Encoding", "gzip, br;q=0"}});
    EXPECT_EQ(gzip.body, "js in gz");
    EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip");
    const http::Reply picture =
        site.file("/assets/dot-1a.png", {{"Accept-Encoding", "br"}}).value();
    EXPECT_EQ(picture.body, "dots");
    EXPECT_EQ(header(picture, "Content-Encoding"), "none");
    for (const http::Reply* reply : {&brotli, &gzip, &picture}) {
        EXPECT_THAT(header(*reply, "Vary"), HasSubstr("Accept-Encoding"));
    }
}

TEST_F(SiteTest, NamesEachFormAndSaysWhenTheClientHasIt) {
    const std::string plain = header(script(), "ETag");
    const http::Reply brotli = script({{"Accept-Encoding", "br"}});
    EXPECT_NE(header(brotli, "ETag"), plain);
    const http::Reply again = script({{"If-None-Match", "\"other\", W/" + plain}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(header(again, "ETag"), plain);
    EXPECT_EQ(header(again, "Cache-Control"), header(script(), "Cache-Control"));
    EXPECT_EQ(script({{"If-None-Match", header(brotli, "ETag")}}).status, 200);
}

TEST_F(SiteTest, LetsBrowsersKeepWhatHasItsHashInTheName) {
    EXPECT_EQ(header(script(), "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header(site.page({}), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(site.file("/favicon.svg", {}).value(), "Cache-Control"), "no-cache");
}

TEST_F(SiteTest, SaysWhatAFileIs) {
    EXPECT_EQ(header(script(), "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(header(site.page({}), "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(site.file("/favicon.svg", {}).value(), "Content-Type"), "image/svg+xml");
}

TEST_F(SiteTest, LetsThePageLoadFromHereAlone) {
    const std::string policy = header(site.page({}), "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("connect-src 'self'"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_THAT(policy, Not(HasSubstr("http")));
    EXPECT_EQ(header(site.page({{"If-None-Match", "*"}}), "Content-Security-Policy"), policy);
}

TEST_F(SiteTest, HasNoFileOfAnotherName) {
    for (const char* path : {"/assets/main-1b.js", "/assets/", "/assets/../index.html",
                             "/assets/main-1a.js.br", "/assets/%6dain-1a.js", ""}) {
        const auto found = site.file(path, {});
        ASSERT_FALSE(found) << path;
        EXPECT_EQ(found.error().code, Errc::not_found);
    }
}

TEST_F(SiteTest, SaysThatItWasBuiltWithoutPages) {
    const Site none{{}};
    const http::Reply notice = none.page({});
    EXPECT_EQ(notice.status, 200);
    EXPECT_THAT(notice.body, HasSubstr("built without its pages"));
    EXPECT_EQ(header(notice, "Content-Type"), "text/html; charset=utf-8");
}

}  // namespace
}  // namespace fairlead::web
