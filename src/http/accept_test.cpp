// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

bool prefers(std::string_view accept) {
    net::Headers headers;
    headers.add("Accept", accept);
    return prefers_html(headers);
}

TEST(Accept, TellsBrowsersFromPrograms) {
    EXPECT_TRUE(prefers("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
    EXPECT_TRUE(prefers("text/html"));
    EXPECT_TRUE(prefers("TEXT/HTML"));
    EXPECT_TRUE(prefers("text/*"));
    EXPECT_TRUE(prefers("application/json;q=0.5, text/html;q=0.6"));
    EXPECT_FALSE(prefers("*/*"));
    EXPECT_FALSE(prefers("application/json"));
    EXPECT_FALSE(prefers("application/json, text/html"));
    EXPECT_FALSE(prefers("text/html;q=0, */*"));
    EXPECT_FALSE(prefers("text/html;q=0.4, application/json"));
    EXPECT_FALSE(prefers(""));
    EXPECT_FALSE(prefers(";;,q=,"));
    EXPECT_FALSE(prefers_html({}));
}

TEST(Accept, KnowsWhichCodingsAClientTakes) {
    const auto takes = [](std::string_view accept) {
        return accepts_encoding({{"Accept-Encoding", accept}}, "br");
    };
    EXPECT_TRUE(takes("gzip, deflate, br"));
    EXPECT_TRUE(takes("BR;q=0.1"));
    EXPECT_TRUE(takes("gzip, *;q=0.5"));
    EXPECT_FALSE(takes("*, br;q=0"));
    EXPECT_FALSE(takes("gzip"));
    EXPECT_FALSE(takes("brotli"));
    EXPECT_FALSE(takes("*;q=0"));
    EXPECT_FALSE(takes(""));
    EXPECT_FALSE(accepts_encoding({}, "br"));
}

}  // namespace
}  // namespace fairlead::http
