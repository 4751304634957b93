// SPDX-License-Identifier: Apache-2.0
#include "oauth/redirect_rules.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

const std::vector<std::string> origins{"https://app.test", "https://other.test:8443",
                                       "http://localhost:3000"};

TEST(RedirectRules, AllowsPagesOfTheListedOrigins) {
    for (const auto* url :
         {"https://app.test", "https://app.test/", "https://app.test/a/b", "https://app.test?x=1",
          "https://app.test/a?x=1&y=https://b.test", "https://other.test:8443/a",
          "http://localhost:3000/done", "https://app.test/a%20b", "https://app.test/a.b/c~d"})
        EXPECT_TRUE(check_redirect_url(url, origins)) << url;
}

const std::vector<std::string> payloads{
    "",
    " ",
    "/",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https:evil.test",
    "https:/evil.test",
    "https:///evil.test",
    "https://evil.test",
    "https://evil.test/https://app.test",
    "https://app.test.evil.test",
    "https://app.test.",
    "https://app.test./a",
    "https://xapp.test",
    "https://sub.app.test",
    "https://app.testx",
    "https://app.test:443/a",
    "https://app.test:8443/a",
    "https://app.test:80",
    "https://other.test/a",
    "https://other.test:443/a",
    "http://app.test/a",
    "http://localhost/done",
    "http://localhost:3001/done",
    "http://127.0.0.1:3000/done",
    "HTTPS://app.test/a",
    "https://APP.test/a",
    "https://app.TEST/a",
    "https://app.test@evil.test",
    "https://app.test:pw@evil.test",
    "https://user@app.test/a",
    "https://user:pw@app.test/a",
    "https://@app.test/a",
    "https://evil.test#@app.test",
    "https://evil.test?@app.test",
    "https://evil.test\\@app.test",
    "https://app.test\\@evil.test",
    "https://app.test\\.evil.test",
    "https://app.test/a#b",
    "https://app.test/#",
    "https://app.test#",
    "https://app.test//evil.test",
    "https://app.test/a//b",
    "https://app.test/%2f%2fevil.test",
    "https://app.test/%2Fevil.test",
    "https://app.test/%5cevil.test",
    "https://app.test/%252fevil.test",
    "https://app.test/../a",
    "https://app.test/a/./b",
    "https://app.test/%2e%2e/a",
    "https://app.test/a%00",
    "https://app.test/a%0d%0aSet-Cookie:x",
    "https://app.test/a\r\nX: y",
    "https://app.test/a\tb",
    "https://app.test/a b",
    " https://app.test/a",
    "https://app.test/a ",
    "\thttps://app.test",
    "javascript:alert(1)",
    "javascript://app.test/%0aalert(1)",
    "data:text/html,x",
    "ftp://app.test/a",
    "file:///etc/passwd",
    "https://app%2etest/a",
    "https://app.test%2f@evil.test",
    "https://[::1]/a",
    "https://\xef\xbd\x81pp.test/a",
    "https://app.test/\xc3\xa9",
    "null",
    "https://app.test/<script>",
};

TEST(RedirectRules, RefusesEverythingElse) {
    ASSERT_GE(payloads.size(), 60U);
    for (const auto& url : payloads) {
        const auto checked = check_redirect_url(url, origins);
        ASSERT_FALSE(checked) << url;
        EXPECT_EQ(checked.error().code, Errc::invalid) << url;
        ASSERT_EQ(checked.error().faults.size(), 1U) << url;
        EXPECT_EQ(checked.error().faults[0].pointer, "/redirectUrl") << url;
    }
    EXPECT_FALSE(check_redirect_url("https://app.test/" + std::string(3000, 'a'), origins));
    EXPECT_FALSE(check_redirect_url("https://app.test/a", {}));
}

}  // namespace
}  // namespace fairlead::oauth
