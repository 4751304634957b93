// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include "crypto/jwt.h"
#include "crypto/jwt_claims.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

class TokenEndpoint : public testing::Test {
protected:
    void expect_refused(const net::Pairs& form, int status, const std::string& error) {
        const auto answer = box_.post("/acme/token", form);
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(SandboxFixture::error_of(answer), error);
        EXPECT_EQ(answer.headers.find("Cache-Control"), "no-store");
    }
    static net::Pairs with(net::Pairs form, const std::string& name, const std::string& value) {
        std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
        if (!value.empty()) form.emplace_back(name, value);
        return form;
    }

    SandboxFixture box_;
};

TEST_F(TokenEndpoint, GoesThroughTheWholeFlow) {
    const auto tokens = box_.connect();
    EXPECT_EQ(box_.text(tokens, "/token_type"), "Bearer");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "2");
    EXPECT_EQ(box_.text(tokens, "/scope"), "openid profile records.read");
    const auto me = box_.identity(box_.text(tokens, "/access_token"));
    EXPECT_EQ(me.status, 200);
    EXPECT_EQ(box_.text(box_.parse(me.body), "/id"), "sample-1");
    const auto refreshed = box_.refresh(box_.text(tokens, "/refresh_token"));
    EXPECT_EQ(refreshed.status, 200);
    const auto next = box_.parse(refreshed.body);
    EXPECT_NE(box_.text(next, "/refresh_token"), box_.text(tokens, "/refresh_token"));
    EXPECT_NE(box_.text(next, "/access_token"), box_.text(tokens, "/access_token"));
    EXPECT_EQ(box_.identity(box_.text(next, "/access_token")).status, 200);
}

TEST_F(TokenEndpoint, SignsTheIdToken) {
    const auto tokens = box_.connect();
    const auto keys = crypto::KeySet::from_jwks(box_.parse(box_.get("/acme/jwks").body));
    ASSERT_TRUE(keys);
    const auto claims =
        crypto::verify_jwt(box_.text(tokens, "/id_token"), *keys, {crypto::JwtAlgorithm::es256});
    ASSERT_TRUE(claims);
    crypto::ClaimRules rules{.issuer = box_.sandbox().origin() + "/acme",
                             .audience = "acme-client"};
    rules.nonce = "the-nonce";
    EXPECT_EQ(crypto::check_claims(*claims, rules, box_.clock().now()), std::nullopt);
    EXPECT_EQ(claims->at("sub").as_string(), "sample-1");
}

TEST_F(TokenEndpoint, TakesTheClientsProofInOnePlaceOnly) {
    auto form = box_.exchange_form(box_.obtain_code());
    auto both = box_.form("/acme/token", form);
    const std::string basic =
        "Basic " + base64_encode(bytes_of(std::string_view{"acme-client:acme-sample-secret"}));
    both.headers.add("Authorization", basic);
    EXPECT_EQ(box_.error_of(box_.send(both)), "invalid_request");
    auto header = box_.form("/acme/token", with(form, "client_secret", ""));
    header.headers.add("Authorization", basic);
    EXPECT_EQ(box_.send(header).status, 200);
}

TEST_F(TokenEndpoint, RefusesOtherClients) {
    const auto form = box_.exchange_form(box_.obtain_code());
    expect_refused(with(form, "client_id", "nobody"), 401, "invalid_client");
    expect_refused(with(form, "client_secret", "wrong"), 401, "invalid_client");
    expect_refused(with(form, "client_secret", ""), 401, "invalid_client");
    box_.set_client(R"({"proof":"basic"})");
    expect_refused(form, 401, "invalid_client");
    box_.control(net::Method::put, "/control/clients/other", R"({"secret":"other"})");
    expect_refused(with(with(form, "client_id", "other"), "client_secret", "other"), 400,
                   "invalid_grant");
}

TEST_F(TokenEndpoint, RefusesWhatIsMissingOrUnknown) {
    const auto form = box_.exchange_form(box_.obtain_code());
    expect_refused(with(form, "grant_type", ""), 400, "invalid_request");
    expect_refused(with(form, "grant_type", "password"), 400, "unsupported_grant_type");
    expect_refused(with(form, "code", ""), 400, "invalid_request");
    expect_refused(with(form, "code", "nobody-issued-it"), 400, "invalid_grant");
    auto twice = form;
    twice.emplace_back("code", "again");
    expect_refused(twice, 400, "invalid_request");
    expect_refused(box_.refresh_form("nobody-issued-it"), 400, "invalid_grant");
    EXPECT_EQ(box_.get("/acme/token").status, 405);
}

TEST_F(TokenEndpoint, BindsACodeToItsFlow) {
    expect_refused(with(box_.exchange_form(box_.obtain_code()), "code_verifier", "wrong"), 400,
                   "invalid_grant");
    expect_refused(with(box_.exchange_form(box_.obtain_code()), "code_verifier", ""), 400,
                   "invalid_grant");
    expect_refused(
        with(box_.exchange_form(box_.obtain_code()), "redirect_uri", "http://localhost:9/back/"),
        400, "invalid_grant");
}

TEST_F(TokenEndpoint, LetsACodeExpire) {
    const auto late = box_.exchange_form(box_.obtain_code());
    box_.clock().advance(Seconds{61});
    expect_refused(late, 400, "invalid_grant");
}

TEST_F(TokenEndpoint, RevokesWhatCameOfACodeUsedTwice) {
    const auto form = box_.exchange_form(box_.obtain_code());
    const auto tokens = box_.parse(box_.post("/acme/token", form).body);
    expect_refused(form, 400, "invalid_grant");
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 401);
    EXPECT_EQ(box_.error_of(box_.refresh(box_.text(tokens, "/refresh_token"))), "invalid_grant");
}

TEST_F(TokenEndpoint, NarrowsScopesOnRefreshButNeverWidensThem) {
    const auto tokens = box_.connect();
    auto form = box_.refresh_form(box_.text(tokens, "/refresh_token"));
    expect_refused(with(form, "scope", "records.write"), 400, "invalid_scope");
    const auto answer = box_.post("/acme/token", with(form, "scope", "profile"));
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/scope"), "profile");
}

TEST_F(TokenEndpoint, GivesNoRefreshTokenWhereTheClientGetsNone) {
    box_.set_client(R"({"refreshTokens":false,"accessSeconds":3600})");
    const auto tokens = box_.connect();
    EXPECT_EQ(box_.text(tokens, "/refresh_token"), "(absent)");
    EXPECT_EQ(box_.text(tokens, "/expires_in"), "3600");
}

TEST_F(TokenEndpoint, RevokesATokenWithItsGrant) {
    const auto tokens = box_.connect();
    const net::Pairs form = {{"token", box_.text(tokens, "/refresh_token")},
                             {"client_id", "acme-client"},
                             {"client_secret", "acme-sample-secret"}};
    EXPECT_EQ(box_.post("/acme/revoke", with(form, "client_secret", "wrong")).status, 401);
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 200);
    EXPECT_EQ(box_.post("/acme/revoke", form).status, 200);
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 401);
    expect_refused(box_.refresh_form(box_.text(tokens, "/refresh_token")), 400, "invalid_grant");
    EXPECT_EQ(box_.post("/acme/revoke", with(form, "token", "unknown")).status, 200);
    EXPECT_EQ(box_.error_of(box_.post("/acme/revoke", with(form, "token", ""))), "invalid_request");
}

TEST_F(TokenEndpoint, RevokesAnAccessTokenAlone) {
    const auto tokens = box_.connect();
    const net::Pairs form = {{"token", box_.text(tokens, "/access_token")},
                             {"client_id", "acme-client"},
                             {"client_secret", "acme-sample-secret"}};
    EXPECT_EQ(box_.post("/acme/revoke", form).status, 200);
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 401);
    EXPECT_EQ(box_.refresh(box_.text(tokens, "/refresh_token")).status, 200);
}

}  // namespace
}  // namespace fairlead::sandbox
