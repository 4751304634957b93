// SPDX-License-Identifier: Apache-2.0
#include "http/html.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

constexpr std::string_view page =
    "{{%AUTOESCAPE context=\"HTML\"}}<title>{{TITLE}}</title>"
    "<a href=\"{{URL}}\" title=\"{{TITLE}}\">x</a>{{#ROW}}<li>{{NAME}}</li>{{/ROW}}";

std::string render(const PageData& data) {
    const auto pages = Pages::create({{"page", page}});
    EXPECT_TRUE(pages);
    const auto made = (*pages)->render("page", data);
    EXPECT_TRUE(made);
    return *made;
}

TEST(Html, EscapesByContext) {
    EXPECT_EQ(render({{{"TITLE", "<b>\"'&"}, {"URL", "https://a.example/?b=c&d"}}}),
              "<title>&lt;b&gt;&quot;&#39;&amp;</title>"
              "<a href=\"https://a.example/?b=c&amp;d\" title=\"&lt;b&gt;&quot;&#39;&amp;\">x</a>");
}

TEST(Html, DefusesDangerousLinks) {
    for (const char* url : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
                            "vbscript:x", "java\nscript:alert(1)"}) {
        EXPECT_NE(render({{{"URL", url}}}).find("href=\"#\""), std::string::npos) << url;
    }
}

TEST(Html, RepeatsSections) {
    PageData data;
    data.sections["ROW"] = {{{{"NAME", "a<"}}}, {{{"NAME", "b"}}}};
    EXPECT_NE(render(data).find("<li>a&lt;</li><li>b</li>"), std::string::npos);
}

TEST(Html, RefusesATemplateThatDoesNotEscape) {
    EXPECT_FALSE(Pages::create({{"p", "<p>{{X}}</p>"}}));
    EXPECT_FALSE(Pages::create({{"p", "<p>{{%AUTOESCAPE context=\"HTML\"}}{{X}}</p>"}}));
}

TEST(Html, RefusesABrokenTemplate) {
    const std::string broken = std::string{Pages::auto_escape} + "{{#ROW}}<li>";
    EXPECT_FALSE(Pages::create({{"p", broken}}));
}

TEST(Html, KnowsNoOtherPage) {
    const auto pages = Pages::create({{"page", page}});
    ASSERT_TRUE(pages);
    EXPECT_FALSE((*pages)->render("/etc/passwd", {}));
}

}  // namespace
}  // namespace fairlead::http
