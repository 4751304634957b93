// SPDX-License-Identifier: Apache-2.0
#include "api/schema_faults.h"

#include "support/http_caller.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace fairlead::tests {
namespace {

const char* const document = R"({"components":{"schemas":{
  "Thing":{"type":"object","additionalProperties":false,"required":["id","at","kind"],
    "properties":{"id":{"type":"string","format":"uuid"},
      "at":{"type":["string","null"],"format":"date-time"},
      "kind":{"type":"string","enum":["a","b"]},
      "count":{"type":"integer","minimum":0,"maximum":9},
      "part":{"anyOf":[{"$ref":"#/components/schemas/Thing"},{"type":"null"}]},
      "names":{"type":"array","items":{"type":"string"}},
      "vars":{"type":"object","additionalProperties":{"type":"string"}},
      "any":{}}}}}})";

std::size_t faults(const std::string& value) {
    const json::value parsed = json::parse(document);
    const json::value schema = json::parse(R"({"$ref":"#/components/schemas/Thing"})");
    return schema_faults(json::parse(value), schema, parsed).size();
}

constexpr const char* id = R"("id":"01890000-0000-7000-8000-000000000001")";
std::string thing(const std::string& rest) { return "{" + std::string{id} + rest + "}"; }

TEST(SchemaFaults, LetsPassWhatFits) {
    EXPECT_EQ(faults(thing(R"(,"at":null,"kind":"a")")), 0U);
    EXPECT_EQ(faults(thing(R"(,"at":"2026-01-02T03:04:05.678Z","kind":"b","count":9,"names":["x"],
        "vars":{"k":"v"},"any":[1,{"x":null}],"part":null)")),
              0U);
    EXPECT_EQ(faults(thing(R"(,"at":null,"kind":"a","part":)" + thing(R"(,"at":null,"kind":"b")"))),
              0U);
}

TEST(SchemaFaults, FindsWhatDoesNot) {
    EXPECT_EQ(faults("{}"), 3U) << "missing members";
    EXPECT_EQ(faults("[]"), 1U) << "another type";
    for (const char* rest :
         {R"(,"at":null,"kind":"a","token":"x")", R"(,"at":null,"kind":"c")",
          R"(,"at":"yesterday","kind":"a")", R"(,"at":null,"kind":"a","count":10)",
          R"(,"at":null,"kind":"a","count":-1)", R"(,"at":null,"kind":"a","count":1.5)",
          R"(,"at":null,"kind":"a","names":["x",1])", R"(,"at":null,"kind":"a","vars":{"k":1})",
          R"(,"at":null,"kind":"a","part":{"id":1})"}) {
        EXPECT_EQ(faults(thing(rest)), 1U) << rest;
    }
    EXPECT_EQ(faults(R"({"id":"1","at":null,"kind":"a"})"), 1U) << "no UUID";
}

TEST(SchemaFaults, KnowsWhatItDoesNotKnow) {
    const json::value nothing = json::object{};
    for (const char* schema : {R"({"pattern":"x"})", R"({"type":"text"})", R"({"$ref":"#/x"})"}) {
        EXPECT_THROW(schema_faults("x", json::parse(schema), nothing), Failure) << schema;
    }
}

}  // namespace
}  // namespace fairlead::tests
