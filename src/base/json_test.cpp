// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/json/serialize.hpp>

namespace fairlead {
namespace {

std::string error_of(std::string_view text, const JsonLimits& limits = {}) {
    const auto value = parse_json(text, limits);
    return value ? "no error" : value.error().message;
}

TEST(ParseJson, ReadsEveryKind) {
    const auto value = parse_json(
        R"( {"a":[1,-2,18446744073709551615,1.5,"x\u00e4\n",true,false,null,{}],"":{"b":[]}} )");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->at("a").as_array().size(), 9u);
    EXPECT_EQ(value->at("a").at(2).as_uint64(), 18446744073709551615u);
    EXPECT_EQ(value->at("a").at(4).as_string(), "x\xc3\xa4\n");
    EXPECT_EQ(parse_json("5")->as_int64(), 5);
}

TEST(ParseJson, RefusesWhatRfc8259DoesNotKnow) {
    for (const char* bad :
         {"",          " ",     "{",   "[1,]",     "{\"a\":1,}",   "{'a':1}",     "[1] // c",
          "/* c */ 1", "01",    "+1",  "1.",       ".5",           "NaN",         "Infinity",
          "-",         "1e",    "tru", "\"a",      "\"\n\"",       "\"\\x\"",     "[1 2]",
          "{\"a\"}",   "1 2",   "[]]", "\"\xff\"", "\"\xc0\x80\"", "\"\\ud800\"", "\xef\xbb\xbf{}",
          "1e999",     "-1e400"}) {
        EXPECT_FALSE(parse_json(bad)) << bad;
    }
    EXPECT_FALSE(parse_json(std::string_view{"1\0", 2}));
}

TEST(ParseJson, SaysWhere) {
    EXPECT_EQ(error_of("[1,x]"), "The JSON is not valid: syntax error (byte 3).");
    EXPECT_EQ(error_of("[1"), "The JSON is not valid: it ends too early (byte 2).");
    EXPECT_EQ(error_of("1 x"), "The JSON is not valid: something follows the document (byte 2).");
}

TEST(ParseJson, RefusesAKeyThatComesTwice) {
    EXPECT_NE(error_of(R"({"a":1,"b":2,"a":3})").find("\"a\" comes twice"), std::string::npos);
    EXPECT_FALSE(parse_json(R"([{"k":{"x":1,"\u0078":2}}])"));
    EXPECT_FALSE(parse_json(R"({"":1,"":1})"));
    EXPECT_TRUE(parse_json(R"({"a":{"a":{"a":1}},"b":{"a":2},"ab":1})"));
    EXPECT_TRUE(parse_json(R"([{"a":1},{"a":1}])"));
    EXPECT_FALSE(parse_json(R"({"a":{"b":1},"c":[{"d":1}],"a":2})"));
}

TEST(ParseJson, KeepsItsLimits) {
    EXPECT_EQ(parse_json("[1,2,3]", {.bytes = 6}).error().code, Errc::too_large);
    EXPECT_TRUE(parse_json("[[[]]]", {.depth = 3}));
    EXPECT_NE(error_of("[[[[]]]]", {.depth = 3}).find("too deeply"), std::string::npos);
    const std::string deep(100000, '[');
    EXPECT_FALSE(parse_json(deep));
}

TEST(FindPointer, Rfc6901Section5) {
    const auto document = *parse_json(
        R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
    EXPECT_EQ(find_pointer(document, ""), &document);
    EXPECT_EQ(scalar_text(find_pointer(document, "/foo/0")), "bar");
    const std::pair<const char*, const char*> numbers[] = {
        {"/", "0"},     {"/a~1b", "1"}, {"/c%d", "2"}, {"/e^f", "3"}, {"/g|h", "4"},
        {"/i\\j", "5"}, {"/k\"l", "6"}, {"/ ", "7"},   {"/m~0n", "8"}};
    for (const auto& [pointer, expected] : numbers) {
        EXPECT_EQ(scalar_text(find_pointer(document, pointer)), expected) << pointer;
    }
    for (const char* nowhere : {"foo", "/foo/2", "/foo/-", "/foo/01", "/foo/x", "/foo/0/y", "/m~n",
                                "/m~2n", "/a/b", "/foo/99999999999999999999", "/foo/+1", "#/foo",
                                "/foo/", "/foo/0/", "/foo//0", "/foo/18446744073709551616"}) {
        EXPECT_EQ(find_pointer(document, nowhere), nullptr) << nowhere;
    }
}

TEST(FindPointer, NestedArraysHaveNoEmptyIndex) {
    const auto document = *parse_json("[[[7]]]");
    EXPECT_EQ(scalar_text(find_pointer(document, "/0/0/0")), "7");
    EXPECT_EQ(find_pointer(document, "/0//0"), nullptr);
    EXPECT_EQ(find_pointer(document, "//0/0"), nullptr);
}

RC_GTEST_PROP(JsonProperty, AnyMemberIsFoundByItsPointer,
              (const std::string& key, const std::string& text)) {
    json::value document = json::object{{key, json::array{json::string{text}}}};
    const std::string pointer = "/" + replace_all(replace_all(key, "~", "~0"), "/", "~1") + "/0";
    RC_ASSERT(scalar_text(find_pointer(document, pointer)) == text);
}

RC_GTEST_PROP(JsonProperty, PointersBearAnything, (const std::string& pointer)) {
    const auto document = *parse_json(R"({"a":[1,{"b":2}]})");
    const auto* found = find_pointer(document, pointer);
    const bool may_lead_somewhere = pointer.empty() || pointer.front() == '/';
    if (found != nullptr) RC_ASSERT(may_lead_somewhere);
}

RC_GTEST_PROP(JsonProperty, ParserBearsAnything, ()) {
    const auto letters = rc::gen::container<std::string>(
        rc::gen::elementOf(std::string{"{}[]\",:01-.eE+ \\unltrfasbx\x80"}));
    const std::string text = *letters;
    const auto value = parse_json(text);
    if (value) RC_ASSERT(*parse_json(json::serialize(*value)) == *value);
}

TEST(ScalarText, Kinds) {
    const auto text = [](const char* source) {
        const auto value = *parse_json(source);
        return scalar_text(&value);
    };
    EXPECT_EQ(text("\"a\""), "a");
    EXPECT_EQ(text("-7"), "-7");
    EXPECT_EQ(text("18446744073709551615"), "18446744073709551615");
    EXPECT_EQ(text("1.5"), "1.5");
    EXPECT_EQ(text("12345678901.0"), "12345678901");
    EXPECT_EQ(text("true"), "true");
    EXPECT_EQ(text("null"), std::nullopt);
    EXPECT_EQ(text("[1]"), std::nullopt);
    EXPECT_EQ(text("{}"), std::nullopt);
    EXPECT_EQ(scalar_text(nullptr), std::nullopt);
}

TEST(CarriedJson, ThereAndBack) {
    const auto value = *parse_json(R"({"a":[1,"x"]})");
    EXPECT_EQ(to_json(value).text, R"({"a":[1,"x"]})");
    EXPECT_EQ(from_json(to_json(value)), value);
    EXPECT_EQ(from_json(Json{}), json::value(json::object{}));
}

}  // namespace
}  // namespace fairlead
