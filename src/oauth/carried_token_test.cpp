// SPDX-License-Identifier: Apache-2.0
#include "oauth/carried_token.h"

#include "oauth/attach_token.h"
#include "oauth/token_request.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

catalog::Attach header(const char* name, const char* value) {
    catalog::Attach attach;
    attach.name = name;
    attach.value = *catalog::Template::parse(value);
    return attach;
}

class CarriedTokenTest : public testing::Test {
protected:
    CarriedTokenTest() {
        spec_->method.kind = catalog::AuthKind::login;
        spec_->method.attach = {header("session", "{token}"), header("key", "{cred.dev_key}")};
        for (const char* name : {"user", "password", "dev_key", "spare"}) {
            catalog::CredentialField field;
            field.name = name;
            spec_->method.fields.push_back(field);
        }
        client_.provider = spec_;
    }

    Secret packed() const {
        Credential credential;
        credential["user"] = Secret::copy_of("u");
        credential["password"] = Secret::copy_of("canary-password");
        credential["dev_key"] = Secret::copy_of("d\"k");
        return pack_carried(Secret::copy_of("t\"oken"), pack_credential(spec_->method, credential),
                            members_beside(spec_->method));
    }
    Result<net::ClientRequest> sent(const Secret& access) const {
        auto bindings = bindings_for(client_, {});
        CHECK_OK(bind_credential(bindings, client_.method(), access));
        bindings.set("rand", "r1");
        bindings.set_now(Time{} + Seconds{10});
        catalog::Request request;
        request.verb = "POST";
        request.client = catalog::ClientAuth::omitted;
        request.url = {*catalog::Template::parse("https://t.example/v1/rows?a=b")};
        request.body = to_json(*parse_json(R"({"x":1})"));
        TRY(auto call, build_token_request(request, client_, {}, bindings));
        CHECK_OK(attach_token(call, client_, bindings, access, {}));
        return call;
    }

    std::shared_ptr<catalog::ProviderSpec> spec_ = std::make_shared<catalog::ProviderSpec>();
    OAuthClient client_;
};

TEST_F(CarriedTokenTest, HasOfTheCredentialWhatCallsWantAndNoMore) {
    EXPECT_THAT(members_beside(spec_->method), ElementsAre("dev_key"));
    EXPECT_THAT(std::string{packed().expose()}, Not(HasSubstr("canary-password")));
    const auto call = sent(packed());
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->headers.find("session"), "t\"oken");
    EXPECT_EQ(call->headers.find("key"), "d\"k");
    EXPECT_EQ(token_in(spec_->method, packed())->expose(), "t\"oken");
}

TEST_F(CarriedTokenTest, WhatWasLeftEmptyIsEmpty) {
    spec_->method.attach.push_back(header("spare", "{cred.spare}"));
    const auto call = sent(packed());
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->headers.find("spare"), "");
}

TEST_F(CarriedTokenTest, IsTheTokenAloneWhereCallsWantNoMore) {
    spec_->method.attach = {};
    EXPECT_THAT(members_beside(spec_->method), IsEmpty());
    const auto call = sent(Secret::copy_of("token"));
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->headers.find("Authorization"), "Bearer token");
}

// A file that begins to want a part of the credential: a token that lies there has none.
TEST_F(CarriedTokenTest, OneOfAnOlderFormIsNotSent) {
    for (const char* old : {"token", "{}", "[]", R"({"access_token":"t"})"})
        EXPECT_FALSE(sent(Secret::copy_of(old))) << old;
}

TEST_F(CarriedTokenTest, TheClientOfItsOwnGrantIsTheCredential) {
    spec_->method.kind = catalog::AuthKind::oauth2_client;
    spec_->method.fields.clear();
    spec_->method.attach = {};
    spec_->method.api.headers = {{"X-Api-Key", *catalog::Template::parse("{app.client_id}")}};
    EXPECT_THAT(members_beside(spec_->method), ElementsAre("client_id"));
    Credential credential;
    credential["client_id"] = Secret::copy_of("id-7");
    credential["client_secret"] = Secret::copy_of("secret-7");
    const auto access =
        pack_carried(Secret::copy_of("t"), pack_credential(spec_->method, credential),
                     members_beside(spec_->method));
    auto bindings = bindings_for(client_, {});
    ASSERT_TRUE(bind_credential(bindings, client_.method(), access));
    EXPECT_EQ(bindings.find("app.client_id")->view(), "id-7");
    EXPECT_EQ(sent(access)->headers.find("Authorization"), "Bearer t");
}

TEST_F(CarriedTokenTest, SignsTheCallAsItIs) {
    spec_->method.attach.push_back(
        header("sig",
               "{rand}.{now:epoch}.{req.method}.{req.host}{req.endpoint}.{sha256hex:{cred."
               "dev_key}{req.body}}"));
    const auto call = sent(packed());
    ASSERT_TRUE(call) << call.error().message;
    const auto signature = call->headers.find("sig").value_or("");
    EXPECT_THAT(std::string{signature}, testing::StartsWith("r1.10.POST.t.example/v1/rows?a=b."));
}

TEST_F(CarriedTokenTest, WhatIsKeptNowhereIsWantedInVain) {
    EXPECT_FALSE(wants_what_is_gone(spec_->method));
    for (const char* gone : {"{step1/id}", "{assertion}", "{app.client_secret}"}) {
        spec_->method.attach = {header("h", gone)};
        EXPECT_TRUE(wants_what_is_gone(spec_->method)) << gone;
    }
}

}  // namespace
}  // namespace fairlead::oauth
