// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_callback.h"

#include "net/url.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

const std::string here = "https://fairlead.test";

std::optional<std::string> relayed(const net::Pairs& parameters,
                                   const std::string& provider = "acme") {
    return callback_of_form(here, CallbackPath::integrations_callback, provider, parameters);
}

TEST(FormCallback, BringsEverythingToTheSameCallback) {
    const net::Pairs sent{
        {"state", "s"}, {"code", "a+b/c=&d"}, {"user", "{\"name\":\"\xC3\xA9\"}"}};
    for (const auto& [path, at] :
         {std::pair{CallbackPath::integrations_callback, "/api/integrations/callback/acme"},
          std::pair{CallbackPath::auth_callback, "/api/auth/acme/callback"},
          std::pair{CallbackPath::legacy_callback, "/integrations/auth/acme/callback"}}) {
        const auto url = net::Url::parse(callback_of_form(here, path, "acme", sent).value_or(""));
        ASSERT_TRUE(url);
        EXPECT_EQ(url->origin(), here);
        EXPECT_EQ(url->path, at);
        const auto pairs = net::parse_pairs(url->query);
        ASSERT_TRUE(pairs);
        EXPECT_EQ(*pairs, sent);
    }
}

TEST(FormCallback, LeadsNowhereElse) {
    for (const std::string provider :
         {"//evil.test", "../../x", "a?state=t", "a#b", "@evil.test"}) {
        const auto url = net::Url::parse(relayed({{"state", "s"}}, provider).value_or(""));
        ASSERT_TRUE(url) << provider;
        EXPECT_EQ(url->origin(), here) << provider;
        EXPECT_EQ(url->query, "state=s") << provider;
        EXPECT_TRUE(url->path.starts_with("/api/integrations/callback/")) << url->path;
        EXPECT_EQ(url->path.find('/', 27), std::string::npos) << url->path;
    }
}

TEST(FormCallback, RefusesWhatIsNoCallback) {
    EXPECT_FALSE(relayed({}));
    EXPECT_FALSE(relayed({{"code", "c"}}));
    EXPECT_FALSE(relayed({{"state", ""}, {"code", "c"}}));
    EXPECT_FALSE(relayed({{"state", "s"}, {"state", "t"}}));
    EXPECT_FALSE(relayed({{"state", "s"}, {"code", "c"}, {"code", "c"}}));
    EXPECT_FALSE(relayed({{"state", "s"}, {"code", std::string(5000, 'c')}}));
    const std::string large(4000, 'c');
    EXPECT_TRUE(relayed({{"state", "s"}, {"code", large}}));
    EXPECT_FALSE(relayed({{"state", "s"}, {"code", large}, {"user", large}, {"id_token", large}}));
}

}  // namespace
}  // namespace fairlead::oauth
