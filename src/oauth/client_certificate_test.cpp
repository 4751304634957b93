// SPDX-License-Identifier: Apache-2.0
#include "oauth/client_certificate.h"

#include "base/text.h"
#include "oauth/attach_token.h"
#include "oauth/connect_failure.h"
#include "oauth/connect_fixture.h"
#include "oauth/form_connect.h"
#include "oauth/sample_certificate.h"
#include "oauth/token_outcome.h"
#include "oauth/token_request.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* payroll_file = R"(schema: 1
id: payroll
name: Payroll
groups: [hr]
vars:
  chain: {from: app, secret: true}
  signing_key: {from: app, secret: true}
api: {base: 'https://api.payroll.example', mtls: true}
auth:
  client:
    kind: oauth2_client
    client_certificate: {certificate: '{chain}', key: '{signing_key}'}
    token: {url: 'https://payroll.example/token', mtls: true}
    revoke: {url: 'https://payroll.example/revoke'}
    errors:
      - when: {http: 401, text: ssl certificate}
        then: operator
)";

SecretVars said(const std::string& chain, const std::string& key) {
    SecretVars vars;
    if (!chain.empty()) vars.emplace("chain", Secret::copy_of(chain));
    if (!key.empty()) vars.emplace("signing_key", Secret::copy_of(key));
    return vars;
}

class ClientCertificateTest : public ConnectTest {
protected:
    ClientCertificateTest() : ConnectTest({{"payroll.yaml", payroll_file}}, with_payroll()) {}

    static IntegrationOptions with_payroll() {
        auto options = environment();
        options.environment["PAYROLL"].enabled = true;
        return options;
    }

    Result<Integration> put(SecretVars secrets, bool is_enabled = true) {
        return db_.run<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "payroll";
            edit.secret_vars = std::move(secrets);
            edit.enabled = is_enabled;
            return integrations_->put(default_workspace, std::move(edit));
        });
    }
    /// Where, and what is wrong there.
    std::string refusal(SecretVars secrets, bool is_enabled = true) {
        const auto refused = put(std::move(secrets), is_enabled);
        if (refused) return "stored";
        const auto& error = refused.error();
        EXPECT_EQ(error.code, Errc::invalid);
        EXPECT_THAT(error.message + error.detail, Not(HasSubstr("MII")));
        if (error.faults.size() != 1) return error.message;
        return error.faults[0].pointer + " " + error.faults[0].message;
    }
    std::shared_ptr<const OAuthClient> client() {
        return must<Integrations::Ready>(
                   [&] { return integrations_->ready(default_workspace, "payroll"); })
            .client;
    }

    net::TestAuthority::Issued issue() const {
        return authority_.issue("DNS:fairlead.example", 3600, certificate_begin);
    }

    net::TestAuthority authority_;
    net::TestAuthority::Issued mine_ = issue();
};

TEST_F(ClientCertificateTest, IsReadHoweverItWasPasted) {
    const auto chain =
        "Bag Attributes\r\n  friendlyName: mine\r\n" + mine_.certificate_pem + authority_.pem();
    for (const auto* end : {"\n", "\r\n", "\\n", " ", ""}) {
        const auto pasted = replace_all(chain, "\n", end);
        ASSERT_TRUE(put(said(pasted, replace_all(mine_.key_pem, "\n", end)))) << end;
        const auto certificate = client()->certificate;
        ASSERT_TRUE(certificate);
        EXPECT_EQ(certificate->fingerprint().size(), 64U);
    }
    EXPECT_THAT(put({})->secret_vars, ElementsAre("chain", "signing_key"));
}

TEST_F(ClientCertificateTest, WhatIsNoPairIsNotStored) {
    const auto other = issue();
    EXPECT_EQ(refusal(said(mine_.certificate_pem, other.key_pem)),
              "/secretVars/signing_key is not the key of the certificate");
    EXPECT_EQ(refusal(said("a certificate", mine_.key_pem)),
              "/secretVars/chain is no certificate in PEM");
    EXPECT_EQ(refusal(said(mine_.certificate_pem, "a key")),
              "/secretVars/signing_key is no private key in PEM without a passphrase");
    EXPECT_EQ(refusal(said(mine_.key_pem, mine_.certificate_pem), false),
              "/secretVars/signing_key is no private key in PEM without a passphrase");
    // One of the two, beside what was stored before.
    ASSERT_TRUE(put(said(mine_.certificate_pem, mine_.key_pem)));
    EXPECT_EQ(refusal(said("", other.key_pem)),
              "/secretVars/signing_key is not the key of the certificate");
    EXPECT_EQ(refusal(said(other.certificate_pem, "")),
              "/secretVars/signing_key is not the key of the certificate");
    EXPECT_EQ(refusal(said(other.certificate_pem, other.key_pem)), "stored");
}

TEST_F(ClientCertificateTest, OneThatDoesNotHoldIsRefusedWithWhatToDo) {
    const auto later = authority_.issue("DNS:fairlead.example");
    EXPECT_THAT(refusal(said(later.certificate_pem, later.key_pem)),
                HasSubstr("/secretVars/chain does not hold before 20"));
    ASSERT_TRUE(put(said(mine_.certificate_pem, mine_.key_pem)));
    clock_.advance(client()->certificate->until() - clock_.now());
    EXPECT_TRUE(put({})) << "nobody gave it now";
    const auto over = refusal(said(mine_.certificate_pem, mine_.key_pem));
    EXPECT_THAT(over, HasSubstr("/secretVars/chain ended on 20"));
    EXPECT_THAT(over, HasSubstr("get a new one"));
}

TEST_F(ClientCertificateTest, ThereIsNoIntegrationWithoutBoth) {
    const auto refused = put(said(mine_.certificate_pem, ""));
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "integration_not_configured");
    ASSERT_EQ(refused.error().faults.size(), 1U);
    EXPECT_EQ(refused.error().faults[0].pointer, "/secretVars/signing_key");
}

TEST_F(ClientCertificateTest, IsShownByTheCallsThatSaySoAndByNoOthers) {
    ASSERT_TRUE(put(said(mine_.certificate_pem, mine_.key_pem)));
    const auto known = client();
    const auto& method = known->method();
    auto bindings = bindings_for(*known, {});
    bindings.set("token", "t-1");
    const auto token = build_token_request(method.token, *known, {}, bindings);
    ASSERT_TRUE(token) << token.error().message;
    EXPECT_EQ(token->certificate, known->certificate);
    EXPECT_THAT(token->body, Not(HasSubstr("MII")));
    auto revoke = build_token_request(method.revoke->request, *known, {}, bindings);
    ASSERT_TRUE(revoke);
    EXPECT_FALSE(revoke->certificate);
    // One of the API's.
    const auto once = OnceOnly::make(random_, clock_.now());
    ASSERT_TRUE(attach_token(*revoke, *known, bindings, Secret::copy_of("t-1"), once));
    EXPECT_EQ(revoke->certificate, known->certificate);
}

TEST_F(ClientCertificateTest, WithoutOneNoCallIsMade) {
    OAuthClient bare;
    bare.provider = *catalog_->find("payroll", "", "");
    const auto call = build_token_request(bare.method().token, bare, {}, bindings_for(bare, {}));
    ASSERT_FALSE(call);
    EXPECT_THAT(call.error().message, HasSubstr("wants a client certificate"));
}

TEST_F(ClientCertificateTest, ItsRefusalIsTheOperatorsToMend) {
    const auto spec = *catalog_->find("payroll", "", "");
    net::Exchange exchange;
    exchange.failure = {net::Progress::never_sent, Error{Errc::provider_failed, "Refused."}, true};
    const auto outcome =
        judge_exchange(spec->method, spec->method.token, {}, exchange, clock_.now());
    EXPECT_EQ(outcome.kind, OutcomeKind::operator_fault);
    EXPECT_EQ(outcome.code, "client_certificate");
    for (const auto& fault :
         {fault_of(outcome, exchange, *spec), fault_of(exchange, *spec, "identity")}) {
        EXPECT_STREQ(fault.reason, "provider_config");
        EXPECT_THAT(fault.message, HasSubstr("client certificate"));
        EXPECT_THAT(fault.message, HasSubstr("operator"));
    }
}

TEST_F(ClientCertificateTest, SomeRefuseItInAnAnswer) {
    ASSERT_TRUE(put(said(mine_.certificate_pem, mine_.key_pem)));
    const auto user = add_user("mia");
    const auto refusal_after = [&](std::string body) {
        platform_.answer("/token", [body] { return FakePlatform::reply(401, body); });
        FormConnect connect{*context_};
        const auto made = db_.run<Connection>([&] {
            ConnectAsk ask;
            ask.provider = "payroll";
            FormInput input;
            input.fields["client_id"] = Secret::copy_of("acme");
            input.fields["client_secret"] = Secret::copy_of("s3cret");
            return connect.connect(key_for(user), std::move(ask), std::move(input));
        });
        return made ? "connected" : made.error().reason + (": " + made.error().message);
    };
    const auto ours = refusal_after(
        R"({"error":"invalid_request","error_description":"no SSL certificate presented"})");
    EXPECT_THAT(ours, HasSubstr("provider_config: "));
    EXPECT_THAT(ours, HasSubstr("operator has to check the client certificate"));
    // What whoever connects has typed in is another thing.
    EXPECT_THAT(refusal_after(R"({"error":"invalid_client"})"), HasSubstr("invalid_credentials: "));
}

}  // namespace
}  // namespace fairlead::oauth
