// SPDX-License-Identifier: Apache-2.0
#include "catalog/registration.h"

#include "catalog/faults_fixture.h"
#include "catalog/shipped_catalog.h"

#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

std::shared_ptr<const ProviderSpec> shipped_one(const std::string& id,
                                                const std::string& variant = {}) {
    static const auto all = shipped("");
    return *all->find(id, variant, "");
}

Registration of(const std::string& id, const std::string& variant = {}) {
    return *registration_of(shipped_one(id, variant)->method);
}

TEST(Registration, IsDynamicAtTheFilesAddress) {
    const auto found = of("linear-mcp");
    EXPECT_EQ(found.how, Registration::How::dynamic);
    EXPECT_EQ(found.url.text(), "https://mcp.linear.app/register");
    EXPECT_FALSE(found.discovers);
    EXPECT_EQ(of("amplitude-mcp", "eu").url.text(), "https://mcp.eu.amplitude.com/register");
}

TEST(Registration, IsDiscoveredOrByHandOrByDocument) {
    EXPECT_TRUE(of("any-mcp-server").discovers);
    EXPECT_EQ(of("any-mcp-server").how, Registration::How::dynamic);
    EXPECT_EQ(of("hubspot-mcp").how, Registration::How::operators);
    EXPECT_EQ(of("lovable-mcp").how, Registration::How::document);
    EXPECT_EQ(of("hubspot").how, Registration::How::operators);
}

TEST(Registration, AnIssuerIsTheOperatorsToName) {
    EXPECT_EQ(discovered_issuer(shipped_one("any-oidc")->method), "issuer");
    EXPECT_EQ(discovered_issuer(shipped_one("hubspot")->method), "");
    EXPECT_EQ(discovered_issuer(shipped_one("any-mcp-server")->method), "");
    const auto file = [](const std::string& from, const std::string& members) {
        return "schema: 1\nid: t\nname: T\ngroups: [identity]\n"
               "vars: {issuer: {kind: url" +
               from +
               "}}\napi: {base: 'https://t.com'}\nauth:\n  oauth:\n    kind: oauth2_code\n"
               "    discover: '{issuer}/.well-known/openid-configuration'\n    " +
               members + "\n";
    };
    const std::string scopes = "authorize: {scopes: [openid]}";
    EXPECT_EQ(faults_of(file(", from: app", scopes)), "");
    EXPECT_NE(faults_of(file("", scopes)).find("the client secret goes where it leads"),
              std::string::npos);
    EXPECT_NE(faults_of(file(", from: app", "token: {url: 'https://t.com/token'}"))
                  .find("goes without discover"),
              std::string::npos);
}

TEST(Registration, TheResourceIsNamedInEveryTokenRequest) {
    const auto method = shipped_one("attio-mcp")->method;
    for (const auto* extra : {&method.token.extra, &method.refresh.request.extra}) {
        ASSERT_EQ(extra->size(), 1u);
        EXPECT_EQ(extra->front().name, "resource");
        EXPECT_EQ(extra->front().value.text(), "https://mcp.attio.com/mcp");
    }
    EXPECT_TRUE(shipped_one("linear-mcp")->method.token.extra.empty());
}

std::string file_of(const std::string& method) {
    return "schema: 1\nid: t\nname: T\ngroups: [mcp]\nvars: {server: {kind: url}}\n"
           "api: {base: 'https://t.com'}\nauth:\n  mcp:\n    kind: mcp_oauth\n" +
           method;
}

const std::string addresses =
    "    authorize: {url: 'https://t.com/authorize', pkce: required}\n"
    "    token: {url: 'https://t.com/token'}\n";

TEST(Registration, AFileMustSayWhereTheClientComesFrom) {
    EXPECT_EQ(faults_of(file_of(addresses)), "");
    EXPECT_EQ(faults_of(file_of(addresses + "    register: dynamic\n"
                                            "    register_url: https://t.com/register\n")),
              "");
    EXPECT_EQ(faults_of(file_of("    discover: true\n    register: dynamic\n"
                                "    authorize: {pkce: required}\n")),
              "");
    const struct {
        const char* lines;
        const char* fault;
    } bad[] = {
        {"    register: dynamic\n", "register: dynamic needs register_url, or discover: true"},
        {"    register_url: https://t.com/register\n", "goes with register: dynamic alone"},
        {"    discover: true\n    register: static\n", "goes with register: dynamic alone"},
        {"    discover: true\n    register: dynamic\n",
         "goes without authorize.url, token and revoke"},
    };
    for (const auto& [lines, fault] : bad)
        EXPECT_NE(faults_of(file_of(addresses + lines)).find(fault), std::string::npos)
            << lines << faults_of(file_of(addresses + lines));
}

TEST(Registration, ThereIsNoFlowWithoutPkce) {
    const auto faults = faults_of(
        file_of("    authorize: {url: 'https://t.com/authorize', pkce: 'off', why: it does not}\n"
                "    token: {url: 'https://t.com/token'}\n"));
    EXPECT_NE(faults.find("mcp_oauth has no flow without PKCE"), std::string::npos) << faults;
}

}  // namespace
}  // namespace fairlead::catalog
