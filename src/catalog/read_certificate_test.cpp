// SPDX-License-Identifier: Apache-2.0
#include "catalog/faults_fixture.h"
#include "catalog/node_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

using testing::HasSubstr;

/// A grant that shows a certificate; `line` takes the place of line `number`.
std::string certificate_file(std::size_t number = 0, std::string_view line = {}) {
    std::vector<std::string> lines{
        "schema: 1",                                                                     // 1
        "id: t",                                                                         // 2
        "name: T",                                                                       // 3
        "groups: [hr]",                                                                  // 4
        "vars: {chain: {from: app, secret: true}, signing: {from: app, secret: true}}",  // 5
        "api: {base: 'https://api.t.com', mtls: true}",                                  // 6
        "auth:",                                                                         // 7
        "  client:",                                                                     // 8
        "    kind: oauth2_client",                                                       // 9
        "    client_certificate: {certificate: '{chain}', key: '{signing}'}",            // 10
        "    token: {url: 'https://t.com/token', mtls: true}",                           // 11
    };
    if (number > 0) lines[number - 1] = std::string{line};
    return join(lines, "\n") + "\n";
}

ProviderSpec read_file(const std::string& file) {
    auto document = read_provider_file(file, "t", "t.yaml");
    Sources sources;
    sources.add_file("t", std::move(document));
    const auto layered = resolved(sources, "t", "", {});
    EXPECT_TRUE(layered);
    Faults faults;
    auto spec = read_provider(layered->root, "", LoopbackHttp::refused, faults);
    EXPECT_TRUE(faults.empty());
    return spec;
}

TEST(CertificateRules, NameTheOperatorsSecretsAndTheCalls) {
    ASSERT_EQ(faults_of(certificate_file()), "");
    const auto method = read_file(certificate_file()).method;
    EXPECT_EQ(method.client_certificate, (CertificateRule{"chain", "signing"}));
    EXPECT_TRUE(method.token.mtls);
    EXPECT_TRUE(method.refresh.request.mtls);
    EXPECT_TRUE(method.api.mtls);
    ASSERT_EQ(method.vars.size(), 2u);
    EXPECT_FALSE(method.vars[0].optional || method.vars[1].optional);
}

TEST(CertificateRules, LeaveCallsAloneThatDoNotSaySo) {
    const auto method = read_file(certificate_file(6, "api: {base: 'https://api.t.com'}")).method;
    EXPECT_FALSE(method.api.mtls);
    EXPECT_TRUE(method.token.mtls);
}

struct FaultyCertificate {
    std::size_t number;
    const char* line;
    const char* fault;
};

TEST(CertificateRules, WhatIsWrongIsToldWhereItStands) {
    const char* const no_secret =
        "expected {name} of a variable of the operator's (from: app, secret: true)";
    const FaultyCertificate cases[] = {
        {10, "    why: none", "t.yaml:11: auth.client.token.mtls: needs client_certificate"},
        {10, "    client_certificate: {certificate: 'x{chain}', key: '{signing}'}", no_secret},
        {10, "    client_certificate: {certificate: '{chain}'}", no_secret},
        {5, "vars: {chain: {from: app, secret: true}, signing: {from: app}}", no_secret},
        {5, "vars: {chain: {from: app, secret: true}, signing: {secret: true}}", no_secret},
        {5, "vars: {chain: {from: app, secret: true}}", "nothing fills {signing}"},
    };
    for (const auto& [number, line, fault] : cases)
        EXPECT_THAT(faults_of(certificate_file(number, line)), HasSubstr(fault)) << line;
    auto silent = certificate_file(11, "    token: {url: 'https://t.com/token'}");
    const auto api = silent.find(", mtls: true");
    silent.erase(api, std::string_view{", mtls: true"}.size());
    EXPECT_THAT(faults_of(silent), HasSubstr("no call shows it"));
}

}  // namespace
}  // namespace fairlead::catalog
