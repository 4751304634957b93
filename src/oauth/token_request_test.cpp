// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_request.h"

#include "base/text.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using catalog::ClientAuth;
using catalog::Encoding;

catalog::Template text(std::string_view source) { return *catalog::Template::parse(source); }

class TokenRequest : public ::testing::Test {
protected:
    TokenRequest() {
        request.url = {text("https://acme.example/token")};
        client.client_id = "app:1";
        client.client_secret = Secret::copy_of("s%c +\xc3\xa9");
        client.provider = std::make_shared<catalog::ProviderSpec>();
    }

    Result<net::ClientRequest> build(Fields fields) {
        auto bindings = bindings_for(client, {});
        bindings.set_secret("token", Secret::copy_of("ACCESS"));
        bindings.set_secret("refresh", Secret::copy_of("R&1"));
        return build_token_request(request, client, std::move(fields), bindings);
    }
    Fields refresh() {
        rules.request = request;
        return refresh_fields(rules, Secret::copy_of("R&1"));
    }
    net::Pairs sent() {
        const auto call = build(refresh());
        if (!call) return {{"error", call.error().message}};
        return *net::parse_pairs(call->body);
    }

    catalog::Request request;
    catalog::RefreshRules rules;
    OAuthClient client;
};

TEST_F(TokenRequest, SendsARefreshAsAForm) {
    const auto call = build(refresh());
    ASSERT_TRUE(call);
    EXPECT_EQ(call->method, net::Method::post);
    EXPECT_EQ(call->url.text(), "https://acme.example/token");
    EXPECT_EQ(call->headers.find("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(call->headers.find("Accept"), "application/json");
    EXPECT_FALSE(call->headers.has("Authorization"));
    EXPECT_FALSE(call->repeatable);
    EXPECT_EQ(*net::parse_pairs(call->body), (net::Pairs{{"grant_type", "refresh_token"},
                                                         {"refresh_token", "R&1"},
                                                         {"client_id", "app:1"},
                                                         {"client_secret", "s%c +\xc3\xa9"}}));
}

TEST_F(TokenRequest, SendsACodeWithItsVerifier) {
    const auto fields = code_fields(request, Secret::copy_of("CODE"), "https://me.example/cb",
                                    Secret::copy_of("VERIFIER"));
    Fields copy;
    for (const auto& field : fields) copy.push_back({field.name, field.value.duplicate()});
    const auto call = build(std::move(copy));
    ASSERT_TRUE(call);
    const auto pairs = *net::parse_pairs(call->body);
    EXPECT_EQ(pairs[0], (std::pair<std::string, std::string>{"grant_type", "authorization_code"}));
    EXPECT_EQ(pairs[1], (std::pair<std::string, std::string>{"code", "CODE"}));
    EXPECT_EQ(pairs[2],
              (std::pair<std::string, std::string>{"redirect_uri", "https://me.example/cb"}));
    EXPECT_EQ(pairs[3], (std::pair<std::string, std::string>{"code_verifier", "VERIFIER"}));
}

TEST_F(TokenRequest, BasicEncodesIdAndSecretFirst) {
    request.client = ClientAuth::basic;
    const auto call = build(refresh());
    ASSERT_TRUE(call);
    EXPECT_EQ(call->headers.find("Authorization"),
              "Basic " + base64_encode(bytes_of("app%3A1:s%25c+%2B%C3%A9")));
    EXPECT_EQ(call->body.find("client"), std::string::npos);
}

TEST_F(TokenRequest, OtherWaysToSayWhoWeAre) {
    request.client = ClientAuth::none;
    EXPECT_EQ(sent().back(), (std::pair<std::string, std::string>{"client_id", "app:1"}));
    request.client = ClientAuth::omitted;
    EXPECT_EQ(sent().size(), 2u);
    request.client = ClientAuth::basic_secret_as_user;
    client.client_secret = Secret::copy_of("key");
    EXPECT_EQ(build(refresh())->headers.find("Authorization"),
              "Basic " + base64_encode(bytes_of("key:")));
    request.client = ClientAuth::assertion;
    EXPECT_FALSE(build(refresh()));
}

TEST_F(TokenRequest, RenamesOmitsAndAdds) {
    request.rename = {{"client_id", "client_key"}};
    request.omit = {"client_secret"};
    request.extra = {{"grant_type", text("special")}, {"resource", text("{app.client_id}")}};
    EXPECT_EQ(sent(), (net::Pairs{{"grant_type", "special"},
                                  {"refresh_token", "R&1"},
                                  {"client_key", "app:1"},
                                  {"resource", "app:1"}}));
}

TEST_F(TokenRequest, SendsJson) {
    request.send = Encoding::json;
    const auto call = build(refresh());
    ASSERT_TRUE(call);
    EXPECT_EQ(call->headers.find("Content-Type"), "application/json");
    const auto document = *parse_json(call->body);
    EXPECT_EQ(scalar_text(find_pointer(document, "/refresh_token")), "R&1");
}

TEST_F(TokenRequest, AGetCarriesEverythingInItsQuery) {
    request.verb = "GET";
    request.send = Encoding::query;
    request.client = ClientAuth::omitted;
    request.extra = {{"grant_type", text("ig_refresh_token")}, {"access_token", text("{token}")}};
    rules.by = catalog::RefreshBy::access_token;
    const auto call = build(refresh());
    ASSERT_TRUE(call);
    EXPECT_EQ(call->url.query, "grant_type=ig_refresh_token&access_token=ACCESS");
    EXPECT_TRUE(call->body.empty());
}

TEST_F(TokenRequest, HeadersAndBearerComeFromTheFile) {
    request.bearer = catalog::Bearer::token;
    request.headers = {{"X-Version", text("7")}, {"Accept", text("text/plain")}};
    const auto call = build(refresh());
    ASSERT_TRUE(call);
    EXPECT_EQ(call->headers.find("Authorization"), "Bearer ACCESS");
    EXPECT_EQ(call->headers.find("x-version"), "7");
    EXPECT_EQ(call->headers.find_all("Accept").size(), 1u);
}

TEST_F(TokenRequest, ADeleteNamesTheTokenInItsUrl) {
    request.verb = "DELETE";
    request.client = ClientAuth::none;
    request.url = {text("https://acme.example/tokens/{refresh}")};
    const auto call = build(revoke_fields(Secret::copy_of("R&1"), TokenHint::refresh_token));
    ASSERT_TRUE(call);
    EXPECT_EQ(call->url.path, "/tokens/R%261");
    EXPECT_TRUE(call->body.empty());
}

TEST_F(TokenRequest, NamesAMissingValue) {
    request.extra = {{"shop", text("{shop}")}};
    const auto call = build(refresh());
    ASSERT_FALSE(call);
    EXPECT_EQ(call.error().code, Errc::invalid);
}

}  // namespace
}  // namespace fairlead::oauth
