// SPDX-License-Identifier: Apache-2.0
#include "catalog/user_layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::catalog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using State = SourceReport::State;

std::string provider(const std::string& id, const std::string& token = "https://x.example/token") {
    return "id: " + id +
           "\nname: Some\ngroups: [crm]\nvars: {region: {one_of: [eu], default: eu}}\n" +
           "auth:\n  oauth:\n    kind: oauth2_code\n    authorize: {url: 'https://x.example/a'}\n" +
           "    token: {url: '" + token + "'}\n";
}
std::string child(const std::string& id, const std::string& of, const std::string& rest = "") {
    return "id: " + id + "\nname: Child\ngroups: [crm]\nlike: " + of + "\n" + rest;
}
UserSource file(const std::string& id, std::string text) {
    return {id, id + ".yaml", std::move(text)};
}

class UserLayersTest : public testing::Test {
protected:
    State state(const std::vector<UserSource>& wanted, const std::string& id) {
        for (const auto& report : layers_.settle(wanted)) {
            if (report.id != id) continue;
            faults_ = texts_of(report.faults);
            return report.state;
        }
        ADD_FAILURE() << "no report for " << id;
        return State::left_out;
    }
    std::string token_url(const std::string& id) {
        const auto layered = layers_.sources().resolve(id, "");
        if (!layered) return layered.error().message;
        const json::value root = layered->root;
        return std::string{find_pointer(root, "/auth/oauth/token/url")->as_string()};
    }

    UserLayers layers_{Sources{}, {}};
    std::string faults_;
};

TEST_F(UserLayersTest, AFaultyOneIsNamedAndTheOthersAreTaken) {
    const std::vector<UserSource> wanted{file("good", provider("good")),
                                         file("bad", "id: bad\nnmae: x\n")};
    EXPECT_EQ(state(wanted, "bad"), State::left_out);
    EXPECT_THAT(faults_, HasSubstr("bad.yaml:2: nmae: unknown key; did you mean 'name'?"));
    EXPECT_EQ(state(wanted, "good"), State::in_force);
    EXPECT_FALSE(layers_.sources().has("bad"));
}

TEST_F(UserLayersTest, WhatItSaidLastStaysInForce) {
    layers_.settle({file("a", provider("a")), file("b", provider("b"))});
    const std::vector<UserSource> wanted{file("a", provider("a", "http://x.example/token")),
                                         file("b", provider("b", "https://x.example/other"))};
    EXPECT_EQ(state(wanted, "a"), State::former);
    EXPECT_THAT(faults_, HasSubstr("a.yaml:9: auth.oauth.token.url: expected an https URL"));
    EXPECT_EQ(token_url("a"), "https://x.example/token");
    EXPECT_EQ(token_url("b"), "https://x.example/other");
    EXPECT_EQ(state({file("a", provider("a"))}, "a"), State::in_force);
    EXPECT_FALSE(layers_.sources().has("b"));
}

TEST_F(UserLayersTest, AFileThatCannotBeReadChangesNothing) {
    layers_.settle({file("a", provider("a"))});
    EXPECT_EQ(state({{"a", "a.yaml", "", "", "cannot be read"}}, "a"), State::former);
    EXPECT_EQ(faults_, "a.yaml: cannot be read");
    EXPECT_EQ(token_url("a"), "https://x.example/token");
}

TEST_F(UserLayersTest, AParentMayComeAfterItsChildAndBesideAFaultyOne) {
    const std::vector<UserSource> wanted{file("a-child", child("a-child", "parent")),
                                         file("bad", provider("bad", "nowhere")),
                                         file("parent", provider("parent"))};
    EXPECT_EQ(state(wanted, "a-child"), State::in_force);
    EXPECT_EQ(token_url("a-child"), "https://x.example/token");
    EXPECT_EQ(state(wanted, "bad"), State::left_out);
}

TEST_F(UserLayersTest, AParentThatWouldBreakItsChildStaysAsItWas) {
    const auto built = child("child", "parent", "api: {base: 'https://{region}.x.example'}\n");
    layers_.settle({file("child", built), file("parent", provider("parent"))});
    std::string without = provider("parent");
    without.replace(without.find("vars: {region: {one_of: [eu], default: eu}}\n"), 44, "");
    EXPECT_EQ(state({file("child", built), file("parent", without)}, "parent"), State::former);
    EXPECT_THAT(faults_, HasSubstr("child.yaml:5: api.base: nothing fills {region}"));
    EXPECT_TRUE(layers_.faults_of(file("child", child("child", "parent"))).empty());
}

TEST_F(UserLayersTest, WhatOthersAreBuiltOnStaysWhenItsFileIsGone) {
    layers_.settle({file("child", child("child", "parent")), file("parent", provider("parent"))});
    EXPECT_EQ(state({file("child", child("child", "parent"))}, "parent"), State::former);
    EXPECT_THAT(faults_, HasSubstr("it is gone, and stays in force as others are built on it"));
    EXPECT_EQ(token_url("child"), "https://x.example/token");
    EXPECT_THAT(layers_.settle({}), IsEmpty());
    EXPECT_THAT(layers_.sources().ids(), IsEmpty());
}

TEST_F(UserLayersTest, OfTwoWithOneIdTheFirstCounts) {
    const std::vector<UserSource> wanted{
        file("a", provider("a")),
        {"a", "added", provider("a", "https://x.example/other"), "owner"}};
    const auto reports = layers_.settle(wanted);
    EXPECT_EQ(reports.at(0).state, State::in_force);
    EXPECT_EQ(reports.at(1).state, State::left_out);
    EXPECT_EQ(texts_of(reports.at(1).faults), "added: another file has this id, and counts");
    EXPECT_EQ(token_url("a"), "https://x.example/token");
}

TEST_F(UserLayersTest, AskingWhatWouldBeWrongChangesNothing) {
    EXPECT_THAT(layers_.faults_of(file("a", provider("a"))), IsEmpty());
    EXPECT_FALSE(layers_.sources().has("a"));
    EXPECT_FALSE(layers_.faults_of(file("a", child("a", "nobody"))).empty());
}

/// Whatever comes, goes and breaks in whatever order: what is in force is sound, and equal to the
/// last sound text of each file that is still there.
RC_GTEST_PROP(UserLayersProperty, WhatIsInForceIsTheLastThatWasSound, ()) {
    UserLayers layers{Sources{}, {}};
    std::map<std::string, std::string> sound;
    for (int round = 0; round < 6; ++round) {
        std::vector<UserSource> wanted;
        std::map<std::string, std::string> expected;
        for (const std::string id : {"a", "b", "c"}) {
            const int fate = *rc::gen::inRange(0, 4);
            if (fate == 0) continue;
            const auto text =
                fate == 1
                    ? "id: " + id + "\n: broken"
                    : provider(id, "https://x.example/" + std::to_string(*rc::gen::inRange(0, 9)));
            wanted.push_back(file(id, text));
            if (fate != 1)
                expected[id] = text;
            else if (sound.contains(id))
                expected[id] = sound[id];
        }
        layers.settle(wanted);
        std::map<std::string, std::string> in_force;
        for (const auto& [id, source] : layers.in_force()) in_force[id] = source.text;
        RC_ASSERT(in_force == expected);
        sound = expected;
    }
}

}  // namespace
}  // namespace fairlead::catalog
