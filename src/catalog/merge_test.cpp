// SPDX-License-Identifier: Apache-2.0
#include "catalog/merge.h"

#include "catalog/yaml_document.h"

#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

YamlDocument read(std::string_view text, const std::string& file) {
    auto document = parse_yaml(text, file);
    for (const auto& fault : document.faults) ADD_FAILURE() << fault.text();
    return document;
}

struct Merge {
    const char* under;
    const char* over;
    const char* result;
};

class Merges : public testing::TestWithParam<Merge> {};

TEST_P(Merges, AsTheTableSays) {
    Layered layered;
    const auto under = read(GetParam().under, "under");
    const auto over = read(GetParam().over, "over");
    merge(layered, under.root.get_object(), under.positions);
    merge(layered, over.root.get_object(), over.positions);
    EXPECT_EQ(json::serialize(layered.root), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(
    Layers, Merges,
    testing::Values(
        Merge{"{a: 1}", "{b: 2}", R"({"a":1,"b":2})"},
        Merge{"{a: {x: 1, y: 2}}", "{a: {y: 3, z: 4}}", R"({"a":{"x":1,"y":3,"z":4}})"},
        Merge{"{a: [1, 2]}", "{a: [3]}", R"({"a":[3]})"},
        Merge{"{a: {x: 1}}", "{a: 5}", R"({"a":5})"},
        Merge{"{a: 5}", "{a: {x: 1, y: null}}", R"({"a":{"x":1}})"},
        Merge{"{a: 1, b: 2, c: 3}", "{b: null}", R"({"a":1,"c":3})"},
        Merge{"{a: {x: 1, y: 2}}", "{a: {x: ~}}", R"({"a":{"y":2}})"},
        Merge{"{a: 1}", "{gone: null}", R"({"a":1})"},
        Merge{"{c: {url: u, id: i}}", "{c: {path: /p}}", R"({"c":{"id":"i","path":"/p"}})"},
        Merge{"{c: {path: /p}}", "{c: {url: u}}", R"({"c":{"url":"u"}})"},
        Merge{"{extra: {url: u}}", "{extra: {path: p}}", R"({"extra":{"url":"u","path":"p"}})"},
        Merge{"{a: 1, b: 2}", "{b: 3, a: 4}", R"({"a":4,"b":3})"}));

TEST(Layers, EachNodeRemembersItsFile) {
    const auto under = read("a:\n  x: 1\n  y: 2\nlist: [1, 2]\n", "under.yaml");
    const auto over = read("\na:\n  y: 3\nlist: [4]\n", "over.yaml");
    Layered layered;
    merge(layered, under.root.get_object(), under.positions);
    merge(layered, over.root.get_object(), over.positions);
    const auto place = [&](const char* pointer) {
        const auto found = position_of(layered.positions, pointer);
        return found.file + ":" + std::to_string(found.line);
    };
    EXPECT_EQ(place("/a/x"), "under.yaml:2");
    EXPECT_EQ(place("/a/y"), "over.yaml:3");
    EXPECT_EQ(place("/list/0"), "over.yaml:4");
    EXPECT_EQ(place("/list/1"), "over.yaml:4");
    EXPECT_EQ(place("/a/x/deeper/still"), "under.yaml:2");
}

TEST(Yaml, ReadsTheCoreSchema) {
    const auto document = read(
        "{a: off, b: 5xx, c: 2021-07-28, d: true, e: 'true', f: 12, g: '12', h: ~, i: 1.5, j: yes}",
        "f");
    EXPECT_EQ(
        json::serialize(document.root),
        R"({"a":"off","b":"5xx","c":"2021-07-28","d":true,"e":"true","f":12,"g":"12","h":null,)"
        R"("i":1.5E0,"j":"yes"})");
}

}  // namespace
}  // namespace fairlead::catalog
