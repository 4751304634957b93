// SPDX-License-Identifier: Apache-2.0
#include "oauth/granted_scopes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

json::value parse(const char* text) { return *parse_json(text); }

TEST(GrantedScopes, AreATextOrAList) {
    catalog::TokenFields read;
    EXPECT_THAT(granted_scopes(parse(R"({"scope":"a,b c"})"), read),
                Optional(ElementsAre("a", "b", "c")));
    EXPECT_THAT(granted_scopes(parse(R"({"scope":["a,b","c",7]})"), read),
                Optional(ElementsAre("a,b", "c")));
    EXPECT_THAT(granted_scopes(parse(R"({"scope":[]})"), read), Optional(IsEmpty()));
    read.scope = {"/scopes", "/scope"};
    EXPECT_THAT(granted_scopes(parse(R"({"scopes":null,"scope":"a"})"), read),
                Optional(ElementsAre("a")));
    for (const auto* nothing :
         {"{}", R"({"scope":null})", R"({"scope":7})", R"({"scope":" "})", "[]"})
        EXPECT_EQ(granted_scopes(parse(nothing), read), std::nullopt) << nothing;
}

TEST(GrantedScopes, ChooseAmongUrls) {
    std::vector<catalog::Template> urls;
    for (const auto* text : {"https://a.example/me?fields=id,name{granted/see.name}",
                             "https://a.example/me?fields=id"})
        urls.push_back(*catalog::Template::parse(text));
    const auto chosen = [&](const char* document) {
        catalog::Bindings bindings;
        bind_granted_scopes(bindings, catalog::AuthMethod{}, parse(document));
        const auto* url = *catalog::choose(urls, bindings);
        return *catalog::render(*url, bindings, catalog::Place::url);
    };
    EXPECT_EQ(chosen(R"({"scope":"basic,see.name"})"), "https://a.example/me?fields=id,name");
    EXPECT_EQ(chosen(R"({"scope":"basic"})"), "https://a.example/me?fields=id");
    EXPECT_EQ(chosen("{}"), "https://a.example/me?fields=id");
}

}  // namespace
}  // namespace fairlead::oauth
