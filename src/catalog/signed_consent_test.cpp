// SPDX-License-Identifier: Apache-2.0
#include "catalog/signed_consent.h"

#include "catalog/faults_fixture.h"
#include "catalog/node_reader.h"
#include "catalog/shipped_catalog.h"

#include <gmock/gmock.h>

namespace fairlead::catalog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// `method` is more of the method, `top` more of the file; both whole lines.
std::string file_of(const std::string& method, const std::string& top = {}) {
    return "id: t\nname: T\ngroups: [crm]\n" + top +
           "auth:\n  o:\n    kind: oauth1\n    request: {url: 'https://t.example/request'}\n"
           "    authorize: {url: 'https://t.example/authorize'}\n"
           "    token: {url: 'https://t.example/token'}\n" +
           method;
}

std::string without(std::string text, const std::string& line) {
    return replace_all(text, line, "");
}

TEST(SignedConsent, IsReadFromAResolvedMethod) {
    const auto catalog = shipped("");
    const auto spec = *catalog->find("smugmug", "", "oauth1");
    const auto consent = signed_consent(spec->method);
    EXPECT_EQ(consent.signature, SignatureMethod::plaintext);
    ASSERT_EQ(consent.request.url.size(), 1u);
    EXPECT_THAT(consent.request.url.front().text(), HasSubstr("getRequestToken"));
    const auto signature = signed_consent((*catalog->find("x", "", "oauth1"))->method).signature;
    EXPECT_EQ(signature, SignatureMethod::hmac_sha1);
}

TEST(SignedConsent, ReadsAnswersAsTheRfcHasThemWhereTheFileSaysNothing) {
    const auto catalog = shipped("");
    const auto spec = *catalog->find("trello", "", "oauth1");
    for (const auto& request : {signed_consent(spec->method).request, spec->method.token}) {
        EXPECT_EQ(request.read_as, ReadAs::form);
        EXPECT_EQ(request.client, ClientAuth::omitted);
        EXPECT_THAT(request.read.access, ElementsAre("/oauth_token"));
        EXPECT_THAT(request.read.other.at("secret"), ElementsAre("/oauth_token_secret"));
        EXPECT_THAT(request.read.refresh, IsEmpty());
        EXPECT_THAT(request.read.expires_in, IsEmpty());
    }
    EXPECT_EQ(spec->method.authorize.code_in, "oauth_verifier");
    EXPECT_EQ(spec->method.refresh.by, RefreshBy::none);
}

TEST(SignedConsent, ChangesAConfigurationWhereverItStands) {
    const auto fingerprint = [](const std::string& method) {
        Faults faults;
        const auto file = read_provider_file(file_of(method), "t", "t.yaml");
        const auto& document = file.root.get_object();
        return read_provider(document, "", LoopbackHttp::refused, faults).fingerprint;
    };
    EXPECT_NE(fingerprint(""), fingerprint("    signature: plaintext\n"));
}

TEST(SignedConsent, WantsItsThreeAddresses) {
    EXPECT_EQ(faults_of(file_of("")), "");
    EXPECT_THAT(
        faults_of(without(file_of(""), "    request: {url: 'https://t.example/request'}\n")),
        HasSubstr("auth.o: expected request, the call for temporary credentials"));
    EXPECT_THAT(faults_of(without(file_of(""), "    token: {url: 'https://t.example/token'}\n")),
                HasSubstr("auth.o: expected token, the call that takes the verifier"));
    EXPECT_THAT(
        faults_of(without(file_of(""), "    authorize: {url: 'https://t.example/authorize'}\n")),
        HasSubstr("expected url, the page that asks the user"));
}

TEST(SignedConsent, RefusesWhatGoesWithOAuth2Alone) {
    EXPECT_THAT(faults_of(file_of("    signature: rsa_sha1\n")), HasSubstr("auth.o.signature"));
    EXPECT_THAT(faults_of(file_of("    refresh: {by: refresh_token}\n")),
                HasSubstr("auth.o.refresh: does not go with oauth1"));
    EXPECT_THAT(faults_of(file_of("    revoke: {url: 'https://t.example/revoke'}\n")),
                HasSubstr("auth.o.revoke: does not go with oauth1"));
    const auto posts = replace_all(file_of(""), "example/token'}", "example/token', client: post}");
    EXPECT_THAT(faults_of(posts), HasSubstr("auth.o.token: the call is signed"));
}

TEST(SignedConsent, LetsNobodySayWhereTheClientsSecretGoes) {
    const std::string free = "vars: {h: {kind: host}}\n";
    const auto asks_there =
        replace_all(file_of("", free), "https://t.example/request", "https://{h}/r");
    EXPECT_THAT(faults_of(asks_there), HasSubstr("the client secret would follow a host"));
    const auto api = free + "api: {base: 'https://{h}'}\nwhoami: {path: /me, id: /id}\n";
    EXPECT_EQ(faults_of(file_of("", api)), "");
    EXPECT_THAT(faults_of(file_of("    signature: plaintext\n", api)),
                HasSubstr("plaintext has the client secret in every call, which would follow {h}"));
    const auto fenced = replace_all(api, "kind: host", "kind: host, within: [t.example]");
    EXPECT_EQ(faults_of(file_of("    signature: plaintext\n", fenced)), "");
}

}  // namespace
}  // namespace fairlead::catalog
