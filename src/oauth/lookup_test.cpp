// SPDX-License-Identifier: Apache-2.0
#include "oauth/lookup.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

class LookupTest : public testing::Test {
protected:
    LookupTest() {
        catalog::Variable variable;
        variable.name = "portal";
        variable.from = catalog::VarSource::lookup;
        variable.kind = catalog::VarKind::digits;
        method_.vars = {variable};
        lookup_.set = {{"portal", "/id", ""}};
    }
    Result<std::string> read(const char* text) {
        const auto document = parse_json(text).value();
        Vars vars;
        CHECK_OK(read_lookup(method_, lookup_, document, bindings_, vars));
        return vars.contains("portal") ? vars.at("portal") : std::string{};
    }

    catalog::AuthMethod method_;
    catalog::Lookup lookup_;
    catalog::Bindings bindings_;
};

TEST_F(LookupTest, TakesAValueFromTheAnswer) { EXPECT_EQ(*read(R"({"id":12})"), "12"); }

TEST_F(LookupTest, TakesTheGroupOfAPattern) {
    lookup_.set[0].match = "portals/([0-9]+)";
    EXPECT_EQ(*read(R"({"id":"https://x.test/portals/34/a"})"), "34");
    EXPECT_FALSE(read(R"({"id":"https://x.test/"})"));
}

TEST_F(LookupTest, TakesTheRowThatIsMeant) {
    lookup_.list = "/rows";
    lookup_.where_at = "/kind";
    lookup_.where_is = catalog::Template::parse("{wanted}").value();
    bindings_.set("wanted", "main");
    EXPECT_EQ(*read(R"({"rows":[{"kind":"other","id":1},{"kind":"main","id":2}]})"), "2");
    EXPECT_FALSE(read(R"({"rows":[{"kind":"other","id":1}]})"));
    lookup_.where_is.reset();
    lookup_.where_has = catalog::Template::parse("ai").value();
    EXPECT_EQ(*read(R"({"rows":[{"kind":"other","id":1},{"kind":"main","id":2}]})"), "2");
}

TEST_F(LookupTest, RefusesWhatIsMissingOrDoesNotFit) {
    EXPECT_FALSE(read("{}"));
    EXPECT_FALSE(read(R"({"id":"../evil"})"));
    EXPECT_FALSE(read(R"({"id":null})"));
    method_.vars[0].optional = true;
    EXPECT_EQ(*read("{}"), "");
}

}  // namespace
}  // namespace fairlead::oauth
