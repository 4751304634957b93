// SPDX-License-Identifier: Apache-2.0
#include "oauth/introspection.h"

#include "oauth/connect_fixture.h"

#include <algorithm>

namespace fairlead::oauth {
namespace {

class IntrospectionTest : public ConnectTest {
protected:
    using Lifetime = std::optional<Seconds>;

    IntrospectionTest() {
        auto& request = spec_->method.introspect.emplace();
        request.url = {*catalog::Template::parse("https://sandbox.test/introspect")};
        client_.provider = spec_;
        client_.client_id = "app";
        client_.client_secret = Secret::copy_of("CLIENT-SECRET");
    }
    Lifetime ask() {
        return must<Lifetime>([&] {
            return introspect_lifetime(platform_, client_, {}, Secret::copy_of("the-token"),
                                       clock_.now());
        });
    }
    void answers(int status, const std::string& body) {
        platform_.answer("/introspect", [=] { return FakePlatform::reply(status, body); });
    }
    std::string at(Seconds from_now) {
        return std::to_string(to_unix_ms(clock_.now() + from_now) / 1000);
    }

    std::shared_ptr<catalog::ProviderSpec> spec_ = std::make_shared<catalog::ProviderSpec>();
    OAuthClient client_;
};

TEST_F(IntrospectionTest, ReadsTheEndOfTheToken) {
    answers(200, R"({"active":true,"exp":)" + at(90s) + "}");
    EXPECT_EQ(ask(), 90s);
    const auto call = platform_.calls().back();
    const net::Pairs wanted{{"token", "the-token"},
                            {"token_type_hint", "access_token"},
                            {"client_id", "app"},
                            {"client_secret", "CLIENT-SECRET"}};
    for (const auto& pair : wanted)
        EXPECT_NE(std::ranges::find(call.form, pair), call.form.end()) << pair.first;
}

TEST_F(IntrospectionTest, ReadsWhereTheFileSays) {
    spec_->method.introspect->read.expires_in = {"/data/seconds_left"};
    answers(200, R"({"data":{"seconds_left":"77"}})");
    EXPECT_EQ(ask(), 77s);
}

TEST_F(IntrospectionTest, PutsNothingIntoAUrlUnasked) {
    spec_->method.introspect->verb = "GET";
    answers(200, R"({"expires_in":5})");
    EXPECT_EQ(ask(), 5s);
    EXPECT_EQ(platform_.last_query(), "");
}

TEST_F(IntrospectionTest, KnowsNothingWhereNothingIsSaid) {
    for (const auto* body : {"{}", R"({"active":false})", "<html>", R"({"exp":"soon"})", ""}) {
        answers(200, body);
        EXPECT_EQ(ask(), std::nullopt) << body;
    }
    answers(200, R"({"exp":)" + at(-5s) + "}");
    EXPECT_EQ(ask(), std::nullopt);
    answers(401, R"({"exp":)" + at(90s) + "}");
    EXPECT_EQ(ask(), std::nullopt);
    platform_.answer("/introspect", [] { return FakePlatform::broken(net::Progress::sent); });
    EXPECT_EQ(ask(), std::nullopt);
    const auto calls = platform_.count("/introspect");
    spec_->method.introspect.reset();
    EXPECT_EQ(ask(), std::nullopt);
    EXPECT_EQ(platform_.count("/introspect"), calls);
}

constexpr const char* with_introspection = R"(id: acme
auth: {oauth: {introspect: {url: 'https://sandbox.test/acme/introspect'}}}
)";

class ConnectIntrospectedTest : public ConnectTest {
protected:
    ConnectIntrospectedTest() : ConnectTest({{"acme.yaml", with_introspection}}, environment()) {
        const auto end = to_unix_ms(clock_.now() + 900s) / 1000;
        const auto body = R"({"active":true,"exp":)" + std::to_string(end) + "}";
        platform_.answer("/acme/introspect", [=] { return FakePlatform::reply(200, body); });
    }
    UserId user_ = add_user("mia");
};

TEST_F(ConnectIntrospectedTest, AsksWhereTheAnswerDidNotTell) {
    platform_.manners.lock()->expires_in = "";
    connect(user_, "7");
    EXPECT_EQ(platform_.count("/acme/introspect"), 1U);
    const auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_TRUE(rows[0].expires_at);
    EXPECT_EQ(*rows[0].expires_at - rows[0].updated_at, 900s);
}

TEST_F(ConnectIntrospectedTest, DoesNotAskWhatIsKnown) {
    connect(user_, "7");
    EXPECT_EQ(platform_.count("/acme/introspect"), 0U);
    EXPECT_TRUE(connections_of(user_)[0].expires_at);
}

}  // namespace
}  // namespace fairlead::oauth
