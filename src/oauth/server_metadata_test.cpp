// SPDX-License-Identifier: Apache-2.0
#include "oauth/server_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string home = "https://as.example";

json::object good() {
    json::object document;
    document["issuer"] = home;
    document["authorization_endpoint"] = home + "/authorize";
    document["token_endpoint"] = home + "/token";
    document["code_challenge_methods_supported"] = json::array{"plain", "S256"};
    return document;
}

Result<ServerMetadata> read(const json::object& document, const std::string& issuer = home) {
    return read_server_metadata(json::serialize(document), issuer);
}

std::string fault_of(const json::object& document) {
    const auto read_as = read(document);
    return read_as ? "" : read_as.error().message;
}

TEST(ServerMetadata, IsReadWhole) {
    auto document = good();
    document["registration_endpoint"] = home + "/register";
    document["revocation_endpoint"] = "https://sub.as.example/revoke";
    document["authorization_response_iss_parameter_supported"] = true;
    document["token_endpoint_auth_methods_supported"] = json::array{"none", 7};
    document["scopes_supported"] = json::array{"a", "b"};
    const auto server = read(document);
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_EQ(server->register_url, home + "/register");
    EXPECT_EQ(server->revoke_url, "https://sub.as.example/revoke");
    EXPECT_TRUE(server->sends_iss);
    EXPECT_THAT(server->client_auth, ElementsAre("none"));
    EXPECT_THAT(server->scopes, ElementsAre("a", "b"));
}

TEST(ServerMetadata, WhatItNeedNotSayHasADefault) {
    const auto server = read(good());
    ASSERT_TRUE(server);
    EXPECT_EQ(server->register_url, "");
    EXPECT_FALSE(server->sends_iss);
    EXPECT_THAT(server->client_auth, ElementsAre("client_secret_basic"));
}

TEST(ServerMetadata, TheIssuerIsComparedByteForByte) {
    for (const char* other : {"https://as.example/", "https://AS.example", "https://as.example:443",
                              "https://other.example", ""}) {
        auto document = good();
        document["issuer"] = other;
        EXPECT_THAT(fault_of(document), HasSubstr("another issuer")) << other;
    }
}

TEST(ServerMetadata, AnAddressIsHttpsAndOfTheIssuersHost) {
    const char* bad[] = {"http://as.example/x",
                         "https://evil.example/x",
                         "https://as.example.evil.example/x",
                         "https://evilas.example/x",
                         "https://as.example@evil.example/x",
                         "https://user@as.example/x",
                         "https://as.example:8443/x",
                         "https://sub.as.example:8443/x",
                         "https://as.example/x#f",
                         "https://as.example/{v}",
                         "https://127.0.0.1/x",
                         "//as.example/x",
                         "x"};
    for (const char* name : {"authorization_endpoint", "token_endpoint", "registration_endpoint",
                             "revocation_endpoint"})
        for (const char* address : bad) {
            auto document = good();
            document[name] = address;
            EXPECT_THAT(fault_of(document), HasSubstr("cannot be used")) << name << ' ' << address;
        }
}

TEST(ServerMetadata, AHostThatIsANumberHasNoneBelowIt) {
    auto document = good();
    const std::string number = "https://127.0.0.1";
    document["issuer"] = number;
    document["authorization_endpoint"] = "https://evil.127.0.0.1/x";
    EXPECT_FALSE(read(document, number));
}

TEST(ServerMetadata, WithoutPkceOrAnEndpointItIsOfNoUse) {
    auto document = good();
    document["code_challenge_methods_supported"] = json::array{"plain"};
    EXPECT_THAT(fault_of(document), HasSubstr("S256"));
    document.erase("code_challenge_methods_supported");
    EXPECT_THAT(fault_of(document), HasSubstr("S256"));
    document = good();
    document.erase("token_endpoint");
    EXPECT_THAT(fault_of(document), HasSubstr("lacks"));
    EXPECT_FALSE(read_server_metadata("[]", home));
    EXPECT_FALSE(read_server_metadata("<html>", home));
}

TEST(ServerMetadata, IsLookedForBehindTheWellKnownPlaceAndBeforeIt) {
    EXPECT_THAT(*metadata_urls("https://as.example"),
                ElementsAre("https://as.example/.well-known/oauth-authorization-server",
                            "https://as.example/.well-known/openid-configuration"));
    EXPECT_THAT(*metadata_urls("https://as.example/tenant/1/"),
                ElementsAre("https://as.example/.well-known/oauth-authorization-server/tenant/1",
                            "https://as.example/.well-known/openid-configuration/tenant/1",
                            "https://as.example/tenant/1/.well-known/openid-configuration"));
    for (const char* bad : {"http://as.example", "https://a@as.example", "https://as.example?x=1",
                            "https://as.example#x", "as.example", ""})
        EXPECT_FALSE(metadata_urls(bad)) << bad;
}

RC_GTEST_PROP(ServerMetadata, WhateverComesEveryAddressIsOfTheIssuer, ()) {
    auto document = good();
    const auto name = *rc::gen::element<std::string>("authorization_endpoint", "token_endpoint",
                                                     "registration_endpoint");
    document[name] = *rc::gen::element<std::string>("https://", "http://", "//", "") +
                     *rc::gen::element<std::string>("as.example", "evil.example", "as.example@") +
                     *rc::gen::container<std::string>(rc::gen::inRange<char>(32, 127));
    const auto server = read(document);
    if (!server) return;
    for (const auto& url : {server->authorize_url, server->token_url, server->register_url})
        RC_ASSERT(url.empty() || url.starts_with(home + "/") || url == home);
}

RC_GTEST_PROP(ServerMetadata, AnyTextIsReadOrRefused, (const std::string& text)) {
    const auto server = read_server_metadata(text, home);
    // The macro looks at both sides of an "or".
    if (server) RC_ASSERT(server->issuer == home);
}

}  // namespace
}  // namespace fairlead::oauth
