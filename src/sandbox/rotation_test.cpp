// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

class RotationClasses : public testing::Test {
protected:
    /// Connects under a rotation class; answers the first refresh token.
    std::string begin(const std::string& rotation) {
        box_.set_client(R"({"graceMs":1000,"rotation":")" + rotation + "\"}");
        return box_.text(box_.connect(), "/refresh_token");
    }
    void expect_refused(const std::string& token) {
        const auto answer = box_.refresh(token);
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(box_.error_of(answer), "invalid_grant");
    }
    std::string count(const std::string& member) { return box_.text(box_.family(), "/" + member); }

    SandboxFixture box_;
};

TEST_F(RotationClasses, NoneKeepsTheToken) {
    const auto token = begin("none");
    EXPECT_EQ(box_.rotate(token), token);
    EXPECT_EQ(box_.rotate(token), token);
    EXPECT_EQ(count("reuses"), "0");
    EXPECT_EQ(count("refreshes"), "2");
}

TEST_F(RotationClasses, AdditiveKeepsEveryTokenValid) {
    const auto first = begin("additive");
    const auto second = box_.rotate(first);
    const auto third = box_.rotate(first);
    EXPECT_NE(second, first);
    EXPECT_NE(third, second);
    box_.rotate(second);
    EXPECT_EQ(count("reuses"), "0");
    EXPECT_EQ(box_.family().at("valid").as_array().size(), 4U);
}

TEST_F(RotationClasses, GraceGivesTheSameChildAgain) {
    const auto first = begin("grace_same_child");
    const auto second = box_.rotate(first);
    box_.clock().advance(Milliseconds{1000});
    EXPECT_EQ(box_.rotate(first), second);
    EXPECT_EQ(count("graceUses"), "1");
    box_.rotate(second);
    expect_refused(first);
    EXPECT_EQ(count("reuses"), "1");
}

TEST_F(RotationClasses, GraceEnds) {
    for (const char* rotation : {"grace_same_child", "grace_siblings", "grace_last_only"}) {
        SandboxFixture box;
        box.set_client(R"({"graceMs":1000,"rotation":")" + std::string{rotation} + "\"}");
        const auto first = box.text(box.connect(), "/refresh_token");
        const auto second = box.rotate(first);
        box.clock().advance(Milliseconds{1001});
        EXPECT_EQ(box.error_of(box.refresh(first)), "invalid_grant") << rotation;
        EXPECT_EQ(box.error_of(box.refresh(second)), "invalid_grant") << rotation;
    }
}

TEST_F(RotationClasses, GraceMayGiveSiblingsThatAreAllValid) {
    const auto first = begin("grace_siblings");
    const auto second = box_.rotate(first);
    const auto sibling = box_.rotate(first);
    EXPECT_NE(sibling, second);
    box_.rotate(second);
    box_.rotate(sibling);
    EXPECT_EQ(count("reuses"), "0");
}

TEST_F(RotationClasses, GraceMayKeepTheLastChildOnly) {
    const auto first = begin("grace_last_only");
    const auto second = box_.rotate(first);
    const auto sibling = box_.rotate(first);
    expect_refused(second);
    box_.rotate(sibling);
    EXPECT_EQ(count("reuses"), "0");
}

TEST_F(RotationClasses, StrictRefusesTheOldTokenAlone) {
    const auto first = begin("strict");
    const auto second = box_.rotate(first);
    expect_refused(first);
    EXPECT_EQ(count("reuses"), "1");
    box_.rotate(second);
}

TEST_F(RotationClasses, StrictFamilyEndsTheGrant) {
    box_.set_client(R"({"rotation":"strict_family"})");
    const auto tokens = box_.connect();
    const auto first = box_.text(tokens, "/refresh_token");
    const auto second = box_.parse(box_.refresh(first).body);
    expect_refused(first);
    expect_refused(box_.text(second, "/refresh_token"));
    EXPECT_EQ(box_.identity(box_.text(second, "/access_token")).status, 401);
    EXPECT_EQ(count("reuses"), "1");
    EXPECT_EQ(count("refusals"), "2");
    EXPECT_TRUE(box_.family().at("valid").as_array().empty());
    EXPECT_NE(count("endedBy"), "");
}

TEST_F(RotationClasses, GrantsDoNotTouchEachOther) {
    const auto first = begin("strict_family");
    const auto other = box_.text(box_.connect(), "/refresh_token");
    box_.rotate(first);
    expect_refused(first);
    box_.rotate(other);
}

TEST_F(RotationClasses, AnotherClientCannotUseTheToken) {
    const auto token = begin("strict_family");
    box_.control(net::Method::put, "/control/clients/other", R"({"secret":"other"})");
    const auto answer = box_.post("/acme/token", {{"grant_type", "refresh_token"},
                                                  {"refresh_token", token},
                                                  {"client_id", "other"},
                                                  {"client_secret", "other"}});
    EXPECT_EQ(box_.error_of(answer), "invalid_grant");
    box_.rotate(token);
}

TEST_F(RotationClasses, UnusedTokensExpireWhereTheClientSaysSo) {
    box_.set_client(R"({"refreshIdleDays":1})");
    const auto token = box_.text(box_.connect(), "/refresh_token");
    box_.clock().advance(std::chrono::hours{25});
    expect_refused(token);
}

TEST_F(RotationClasses, ManyGenerationsTakeBoundedMemory) {
    SandboxOptions options;
    options.remembered_tokens = 4;
    SandboxFixture box{std::move(options)};
    const auto first = box.text(box.connect(), "/refresh_token");
    auto token = first;
    for (int i = 0; i < 6; ++i) token = box.rotate(token);
    EXPECT_EQ(box.text(box.family(), "/newest/generation"), "7");
    EXPECT_EQ(box.error_of(box.refresh(first)), "invalid_grant");
    EXPECT_EQ(box.text(box.family(), "/reuses"), "0");  // too old to be known
    box.rotate(token);
}

}  // namespace
}  // namespace fairlead::sandbox
