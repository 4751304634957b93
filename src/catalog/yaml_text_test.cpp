// SPDX-License-Identifier: Apache-2.0
#include "catalog/yaml_text.h"

#include "catalog/yaml_document.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/json/serialize.hpp>

namespace fairlead::catalog {
namespace {

json::value reread(const json::object& document) {
    const auto read = parse_yaml(yaml_text(document), "f.yaml");
    for (const auto& fault : read.faults) ADD_FAILURE() << fault.text();
    return read.root;
}

TEST(YamlText, IsAsPeopleWriteIt) {
    const auto document = parse_json(R"({
        "schema": 1, "id": "my-crm", "groups": ["crm", "support"],
        "auth": {"oauth": {"url": "https://x.example/a?b={c}", "extra": {}, "ok": [200, "5xx"]}},
        "steps": [{"verb": "POST", "body": {"a": null}}, [], [["x"]]]})");
    EXPECT_EQ(yaml_text(document->as_object()), R"(schema: 1
id: my-crm
groups: [crm, support]
auth:
  oauth:
    url: 'https://x.example/a?b={c}'
    extra: {}
    ok: [200, '5xx']
steps:
  -
    verb: POST
    body:
      a: null
  - []
  -
    - [x]
)");
    EXPECT_EQ(reread(document->as_object()), *document);
}

TEST(YamlText, TextThatLooksLikeSomethingElseStaysText) {
    for (const char* text : {"",
                             " ",
                             "null",
                             "~",
                             "True",
                             "off",
                             "1",
                             "1.5",
                             "-",
                             "- a",
                             "a: b",
                             "a #b",
                             "#",
                             "'",
                             "\"",
                             "{x}",
                             "[x]",
                             "&a",
                             "*a",
                             "!t",
                             "|",
                             ">",
                             "%",
                             "@",
                             "`",
                             "a\nb",
                             "a\n\n  b\n",
                             "\t",
                             "\r\n",
                             "\x01",
                             "\x7f",
                             "\xc2\x85",
                             "\xe2\x80\xa8",
                             "\xef\xbb\xbf",
                             "\xf0\x9f\x9a\xa2",
                             "0x1f",
                             "1e3",
                             ".inf",
                             "---",
                             "...",
                             "<<",
                             "=",
                             "2026-11-30",
                             "\\",
                             "a\\nb",
                             "it's"}) {
        const json::object document{{text, text}, {"list", json::array{text, json::array{text}}}};
        EXPECT_EQ(reread(document), json::value(document)) << json::serialize(json::value(text));
    }
}

json::value arbitrary(int depth) {
    const int kind = *rc::gen::inRange(0, depth > 0 ? 7 : 5);
    if (kind == 0) return nullptr;
    if (kind == 1) return *rc::gen::arbitrary<bool>();
    if (kind == 2) return *rc::gen::arbitrary<std::int64_t>();
    if (kind == 3) return *rc::gen::arbitrary<double>();
    const auto text = rc::gen::container<std::string>(
        rc::gen::elementOf(std::string{"ab1 .-:#'\"{}[],&*!|>%@~=\\/\n\t\x01\x7f"}));
    if (kind == 4) return json::value(*text);
    const int size = *rc::gen::inRange(0, 4);
    if (kind == 5) {
        json::array items;
        for (int i = 0; i < size; ++i) items.push_back(arbitrary(depth - 1));
        return items;
    }
    json::object members;
    for (int i = 0; i < size; ++i) members[*text] = arbitrary(depth - 1);
    return members;
}

RC_GTEST_PROP(YamlTextProperty, WhateverItSaysIsReadAsTheSame, ()) {
    json::object document;
    document["value"] = arbitrary(4);
    const auto text = yaml_text(document);
    const auto read = parse_yaml(text, "f.yaml");
    RC_ASSERT(read.faults.empty());
    RC_ASSERT(read.root == json::value(document));
}

}  // namespace
}  // namespace fairlead::catalog
