// SPDX-License-Identifier: Apache-2.0
#include "catalog/provider_spec.h"

#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

Variable variable_of(std::string name, VarKind kind, std::vector<std::string> within = {}) {
    Variable variable;
    variable.name = std::move(name);
    variable.kind = kind;
    variable.within = std::move(within);
    return variable;
}

struct Value {
    VarKind kind;
    const char* text;
    bool accepted;
};

class Accepts : public testing::TestWithParam<Value> {};

TEST_P(Accepts, AsTheTableSays) {
    const auto variable = variable_of("v", GetParam().kind);
    EXPECT_EQ(variable.accept(GetParam().text).has_value(), GetParam().accepted);
}

INSTANTIATE_TEST_SUITE_P(
    Variable, Accepts,
    testing::Values(
        Value{VarKind::label, "acme", true}, Value{VarKind::label, "a-1", true},
        Value{VarKind::label, "-a", false}, Value{VarKind::label, "a.b", false},
        Value{VarKind::label, "a_b", false}, Value{VarKind::label, "a@b", false},
        Value{VarKind::labels, "a.b", true}, Value{VarKind::labels, "a..b", false},
        Value{VarKind::labels, "a.", false}, Value{VarKind::host, "a.example.com", true},
        Value{VarKind::host, "localhost:8080", true}, Value{VarKind::host, "a.com:0", false},
        Value{VarKind::host, "a.com:70000", false}, Value{VarKind::host, "127.0.0.1", false},
        Value{VarKind::host, "127.1", false}, Value{VarKind::host, "a.0x7f", false},
        Value{VarKind::host, "[::1]", false}, Value{VarKind::host, "a.com/x", false},
        Value{VarKind::hostpath, "a.com/x", true}, Value{VarKind::hostpath, "a.com/../x", false},
        Value{VarKind::hostpath, "a.com/%2e%2e", false},
        Value{VarKind::hostpath, "a.com/x?y", false}, Value{VarKind::url, "https://a.com", true},
        Value{VarKind::url, "https://a.com/x", true}, Value{VarKind::url, "http://a.com", false},
        Value{VarKind::url, "https://u:p@a.com", false},
        Value{VarKind::url, "https://a.com#f", false},
        Value{VarKind::url, "https://a.com\\@b.com", false}, Value{VarKind::segment, "a-b.c", true},
        Value{VarKind::segment, "..", false}, Value{VarKind::segment, "%2E%2e", false},
        Value{VarKind::segment, "a/b", false}, Value{VarKind::digits, "0123", true},
        Value{VarKind::digits, "12a", false},
        Value{VarKind::uuid, "01890a5d-ac96-774b-bcce-b302099a8057", true},
        Value{VarKind::uuid, "01890a5dac96774bbcceb302099a8057", false},
        Value{VarKind::email, "a@b.co", true}, Value{VarKind::email, "a@b@c.co", false},
        Value{VarKind::date, "2026-01-31", true}, Value{VarKind::date, "31.1.2026", false},
        Value{VarKind::path, "v1/me", true}, Value{VarKind::path, "/v1/me?limit=1&a=%5B1%5D", true},
        Value{VarKind::path, "me:whoami", true}, Value{VarKind::path, "", false},
        Value{VarKind::path, "/", false}, Value{VarKind::path, "//evil.com/me", false},
        Value{VarKind::path, "v1//me", false}, Value{VarKind::path, "v1/../me", false},
        Value{VarKind::path, "v1/%2e%2e/me", false},
        Value{VarKind::path, "https://evil.com", false}, Value{VarKind::path, "v1\\me", false},
        Value{VarKind::path, "v1/me#x", false}, Value{VarKind::path, "?a=1", false},
        Value{VarKind::path, "me?a=%00", false}, Value{VarKind::path, "me?a=%zz", false},
        Value{VarKind::path, "me?a={token}", false}, Value{VarKind::text, "any text at all", true},
        Value{VarKind::text, "", false}, Value{VarKind::text, "a\nb", false},
        Value{VarKind::text, "\xff", false}));

TEST(Variable, TextIsLongEnoughForAPrivateKeyAndNothingElseIs) {
    Variable variable;
    variable.name = "key";
    variable.kind = VarKind::text;
    EXPECT_TRUE(variable.accept(std::string(8192, 'k')));
    EXPECT_FALSE(variable.accept(std::string(8193, 'k')));
    variable.kind = VarKind::segment;
    EXPECT_TRUE(variable.accept(std::string(2048, 'k')));
    EXPECT_FALSE(variable.accept(std::string(2049, 'k')));
}

TEST(Variable, StaysWithinItsDomains) {
    const auto variable = variable_of("h", VarKind::host, {"zoho.com", "zoho.eu"});
    EXPECT_TRUE(variable.accept("accounts.zoho.com"));
    EXPECT_TRUE(variable.accept("ZOHO.EU"));
    EXPECT_FALSE(variable.accept("evilzoho.com"));
    EXPECT_FALSE(variable.accept("zoho.com.evil.org"));
    EXPECT_EQ(variable.accept("a.org").error().message,
              "h: expected a host within zoho.com, zoho.eu");
}

TEST(Variable, UrlsStayWithinTheirDomainsToo) {
    const auto variable = variable_of("h", VarKind::url, {"zoho.com"});
    EXPECT_TRUE(variable.accept("https://accounts.zoho.com/x"));
    EXPECT_FALSE(variable.accept("https://evil.org/.zoho.com"));
    EXPECT_FALSE(variable.accept("https://zoho.com.evil.org"));
}

TEST(Variable, ChoicesAndPatternsAreWhole) {
    auto choice = variable_of("r", VarKind::choice);
    choice.one_of = {"eu", "us"};
    EXPECT_TRUE(choice.accept("eu"));
    EXPECT_EQ(choice.accept("e").error().message, "r: expected one of eu, us");
    auto pattern = variable_of("p", VarKind::text);
    pattern.match = "[a-f0-9]{4}";
    EXPECT_TRUE(pattern.accept("beef"));
    EXPECT_FALSE(pattern.accept("beef!"));
    EXPECT_FALSE(pattern.accept("xbeef"));
}

}  // namespace
}  // namespace fairlead::catalog
