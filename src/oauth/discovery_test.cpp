// SPDX-License-Identifier: Apache-2.0
#include "oauth/discovery.h"

#include "base/loop_thread.h"
#include "oauth/fake_authorization_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/array.hpp>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string resource = FakeAuthorizationServer::resource;
const std::string home = FakeAuthorizationServer::origin;

class DiscoveryTest : public testing::Test {
protected:
    Result<Discovery::Answer> find(const std::string& asked = resource) {
        return loop_.ask<Discovery::Answer>([&] { return discovery_.find(asked); });
    }
    std::string fault(const std::string& asked = resource) {
        const auto found = find(asked);
        return found ? "" : found.error().message;
    }
    std::vector<std::string> asked() {
        std::vector<std::string> urls;
        for (const auto& call : server_.seen()) urls.push_back(call.url.text());
        return urls;
    }

    LoopThread loop_;
    ManualClock clock_{from_unix_ms(1'700'000'000'000)};
    FakeAuthorizationServer server_;
    Discovery discovery_{server_, clock_};
};

TEST_F(DiscoveryTest, GoesWhereTheRefusalPoints) {
    server_.pointer = "https://rs.example/described";
    server_.description["scopes_supported"] = json::array{"mcp"};
    const auto found = find();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ((*found)->resource, resource);
    EXPECT_EQ((*found)->server.token_url, home + "/token");
    EXPECT_THAT((*found)->scopes, ElementsAre("mcp"));
    EXPECT_THAT(asked(), ElementsAre(resource, "https://rs.example/described",
                                     home + "/.well-known/oauth-authorization-server"));
    for (const auto& call : server_.seen()) EXPECT_EQ(call.authorization, "");
}

TEST_F(DiscoveryTest, WithoutAPointerItLooksAtTheWellKnownPlace) {
    ASSERT_TRUE(find());
    EXPECT_EQ(asked().at(1), "https://rs.example/.well-known/oauth-protected-resource/mcp");
}

TEST_F(DiscoveryTest, AResourceThatDescribesNothingIsItsOwnServer) {
    server_.has_description = false;
    server_.metadata["issuer"] = "https://rs.example";
    for (const char* name : {"authorization_endpoint", "token_endpoint", "registration_endpoint",
                             "revocation_endpoint"})
        server_.metadata[name] = "https://rs.example/x";
    const auto found = find();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ((*found)->resource, resource);
    EXPECT_EQ((*found)->server.issuer, "https://rs.example");
}

TEST_F(DiscoveryTest, WhereNothingIsSaidTheAddressIsWrong) {
    server_.has_description = false;
    server_.has_metadata = false;
    const auto found = find();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::invalid);
    EXPECT_FALSE(find("http://rs.example/mcp"));
    EXPECT_FALSE(find("https://u@rs.example/mcp"));
}

TEST_F(DiscoveryTest, APointerToAnotherServerIsNotFollowed) {
    for (const char* elsewhere : {"https://evil.example/d", "http://rs.example/d",
                                  "https://127.0.0.1/d", "https://u@rs.example/d"}) {
        server_.pointer = elsewhere;
        EXPECT_THAT(fault(), HasSubstr("another server")) << elsewhere;
    }
    for (const auto& url : asked()) EXPECT_EQ(url, resource);
}

TEST_F(DiscoveryTest, AForeignIssuerOrResourceIsRefused) {
    server_.metadata["issuer"] = "https://other.example";
    EXPECT_THAT(fault(), HasSubstr("another issuer"));
    server_.metadata["issuer"] = home;
    server_.description["resource"] = "https://other.example/mcp";
    EXPECT_THAT(fault(), HasSubstr("not what was asked"));
    server_.description["resource"] = resource;
    server_.has_metadata = false;
    EXPECT_THAT(fault(), HasSubstr("does not describe itself"));
}

TEST_F(DiscoveryTest, WhatWasFoundIsKeptForAnHourAndAFailureNotAtAll) {
    server_.has_metadata = false;
    EXPECT_FALSE(find());
    server_.has_metadata = true;
    ASSERT_TRUE(find());
    const auto calls = server_.seen().size();
    clock_.advance(std::chrono::minutes{59});
    ASSERT_TRUE(find());
    EXPECT_EQ(server_.seen().size(), calls);
    clock_.advance(std::chrono::minutes{2});
    ASSERT_TRUE(find());
    EXPECT_GT(server_.seen().size(), calls);
}

}  // namespace
}  // namespace fairlead::oauth
