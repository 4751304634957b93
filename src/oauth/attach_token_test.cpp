// SPDX-License-Identifier: Apache-2.0
#include "oauth/attach_token.h"

#include "catalog/catalog.h"
#include "oauth/credential.h"
#include "oauth/token_request.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using catalog::Attach;
using testing::HasSubstr;
using testing::Not;

constexpr const char* canary = "canary:9d2f-key";

class AttachToken : public testing::Test {
protected:
    AttachToken() {
        auto spec = std::make_shared<catalog::ProviderSpec>();
        spec->method.kind = catalog::AuthKind::key;
        spec_ = spec;
        client_.provider = spec;
    }

    void in_body(const char* body) {
        Attach attach;
        attach.where = Attach::Where::body;
        attach.body = to_json(*parse_json(body));
        spec_->method.attach = {std::move(attach)};
    }

    Result<net::ClientRequest> built(const catalog::Request& request) {
        auto bindings = bindings_for(client_, {});
        const auto packed = Secret::copy_of(canary);
        CHECK_OK(bind_credential(bindings, client_.method(), packed));
        TRY(auto call, build_token_request(request, client_, {}, bindings));
        CHECK_OK(attach_token(call, client_, bindings, packed, {}));
        return call;
    }

    static catalog::Request call(const char* verb, const char* url, const char* body = nullptr) {
        catalog::Request request;
        request.verb = verb;
        request.client = catalog::ClientAuth::omitted;
        request.url = {*catalog::Template::parse(url)};
        if (body) request.body = to_json(*parse_json(body));
        return request;
    }

    std::shared_ptr<catalog::ProviderSpec> spec_;
    OAuthClient client_;
};

TEST_F(AttachToken, GoesIntoAJsonBodyBesideWhatTheCallSays) {
    in_body(R"({"auth":{"key":"{cred.api_key}"},"v":1})");
    const auto sent = built(
        call("POST", "https://t.example/ask", R"({"auth":{"user":"u"},"domain":"d.example"})"));
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(sent->body,
              R"({"auth":{"user":"u","key":"canary:9d2f-key"},"domain":"d.example","v":1})");
    EXPECT_EQ(sent->headers.find("Content-Type"), "application/json");
    EXPECT_FALSE(sent->headers.has("Authorization"));
    EXPECT_THAT(sent->url.text(), Not(HasSubstr("canary")));
}

TEST_F(AttachToken, IsTheBodyWhereTheCallHasNone) {
    in_body(R"({"key":"{cred.api_key}"})");
    const auto sent = built(call("POST", "https://t.example/ping"));
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(sent->body, R"({"key":"canary:9d2f-key"})");
}

// Else the call would go without its credential, or the credential where it is not looked for.
TEST_F(AttachToken, IsNotSentWhereThereIsNoPlaceForIt) {
    in_body(R"({"key":"{cred.api_key}"})");
    EXPECT_FALSE(built(call("GET", "https://t.example/ping")));
    auto form = call("POST", "https://t.example/ping");
    form.extra.push_back({"a", *catalog::Template::parse("b")});
    EXPECT_FALSE(built(form));
}

TEST_F(AttachToken, StandsInTheAddressAsTheFileSaysAndNowhereElse) {
    Attach attach;
    attach.where = Attach::Where::base;
    spec_->method.attach = {std::move(attach)};
    spec_->method.api.base = {*catalog::Template::parse("https://t.example/bot{cred.api_key}")};
    const auto sent = built(call("GET", "https://t.example/bot{cred.api_key}/getMe"));
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(sent->url.path, "/botcanary:9d2f-key/getMe");
    EXPECT_FALSE(sent->headers.has("Authorization"));
    EXPECT_EQ(sent->body, "");
}

TEST_F(AttachToken, OfAnAddressEndsNoPartOfIt) {
    Attach attach;
    attach.where = Attach::Where::base;
    spec_->method.attach = {std::move(attach)};
    spec_->method.api.base = {*catalog::Template::parse("https://t.example/bot{cred.api_key}")};
    auto bindings = bindings_for(client_, {});
    const auto packed = Secret::copy_of("x/../y?z#@evil.test");
    ASSERT_TRUE(bind_credential(bindings, client_.method(), packed));
    const auto sent = build_token_request(call("GET", "https://t.example/bot{cred.api_key}/getMe"),
                                          client_, {}, bindings);
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(sent->url.host, "t.example");
    EXPECT_EQ(sent->url.path, "/botx%2F..%2Fy%3Fz%23%40evil.test/getMe");
}

}  // namespace
}  // namespace fairlead::oauth
