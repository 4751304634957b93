// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include "base/temporary_directory.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

TEST(Identity, SaysWhoseTokenItIs) {
    SandboxFixture box;
    const auto tokens = box.connect("", "sample-2");
    const auto me = box.parse(box.identity(box.text(tokens, "/access_token")).body);
    EXPECT_EQ(box.text(me, "/id"), "sample-2");
    EXPECT_EQ(box.text(me, "/username"), "second.sample");
    EXPECT_EQ(box.text(me, "/display_name"), "Second Sample");
    EXPECT_EQ(box.text(me, "/email"), "second@sample.invalid");
    EXPECT_EQ(box.text(me, "/plan"), "team");
}

TEST(Identity, RefusesOtherTokens) {
    SandboxFixture box;
    EXPECT_EQ(box.get("/acme/me").status, 401);
    const auto answer = box.identity("nobody-issued-it");
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.headers.find("WWW-Authenticate"),
              "Bearer realm=\"acme\", error=\"invalid_token\"");
    const auto tokens = box.connect();
    EXPECT_EQ(box.identity(box.text(tokens, "/refresh_token")).status, 401);
}

TEST(Identity, LetsTokensExpire) {
    SandboxFixture box;
    const auto token = box.text(box.connect(), "/access_token");
    box.clock().advance(Milliseconds{1999});
    EXPECT_EQ(box.identity(token).status, 200);
    box.clock().advance(Milliseconds{1});
    EXPECT_EQ(box.identity(token).status, 401);
}

TEST(Identity, IsDescribedWhereClientsLook) {
    SandboxFixture box;
    const std::string issuer = box.sandbox().origin() + "/acme";
    for (const char* path : {"/acme/.well-known/openid-configuration",
                             "/.well-known/oauth-authorization-server/acme"}) {
        const auto document = box.parse(box.get(path).body);
        EXPECT_EQ(box.text(document, "/issuer"), issuer);
        EXPECT_EQ(box.text(document, "/token_endpoint"), issuer + "/token");
        EXPECT_EQ(box.text(document, "/code_challenge_methods_supported/0"), "S256");
    }
}

TEST(SandboxServer, ShowsItselfToANewcomer) {
    SandboxFixture box;
    const auto page = box.get("/");
    EXPECT_EQ(page.status, 200);
    for (const char* word :
         {"acme-client", "acme-sample-secret", "expires_in", "/control/ledger"}) {
        EXPECT_NE(page.body.find(word), std::string::npos) << word;
    }
    EXPECT_EQ(box.get("/health/ready").status, 200);
    EXPECT_EQ(box.get("/elsewhere").status, 404);
}

TEST(SandboxServer, KeepsItsAuthority) {
    const TemporaryDirectory directory;
    SandboxOptions options;
    options.data_directory = directory.file("var/sandbox");
    std::string first;
    {
        SandboxFixture box{options};
        first = box.sandbox().ca_pem();
        EXPECT_EQ(box.get("/").status, 200);
    }
    SystemDisk disk;
    EXPECT_EQ(*read_file(disk, directory.file("var/sandbox/ca.pem"), 10000), first);
    SandboxFixture again{options};
    EXPECT_EQ(again.sandbox().ca_pem(), first);
    EXPECT_EQ(again.get("/").status, 200);
}

TEST(SandboxServer, MakesANewAuthorityForABrokenOne) {
    const TemporaryDirectory directory;
    SystemDisk disk;
    ASSERT_TRUE(replace_file(disk, directory.file("ca.pem"), "broken"));
    ASSERT_TRUE(replace_file(disk, directory.file("ca.key"), "broken"));
    SandboxOptions options;
    options.data_directory = directory.path();
    SandboxFixture box{std::move(options)};
    EXPECT_EQ(box.get("/").status, 200);
}

}  // namespace
}  // namespace fairlead::sandbox
