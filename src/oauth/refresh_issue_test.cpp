// SPDX-License-Identifier: Apache-2.0
#include "oauth/carried_token.h"
#include "oauth/refresh_fixture.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace fairlead::oauth {
namespace {

/// Renewal by a log-in of two calls: a door that gives a ticket, and the token for it.
class RefreshByLogIn : public RefreshTest {
protected:
    RefreshByLogIn() {
        begin(Rotation::none);
        auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
        auto& method = spec->method;
        method.kind = catalog::AuthKind::login;
        catalog::CredentialField password;
        password.name = "password";
        password.secret = true;
        method.fields = {password};
        catalog::Variable home;
        home.name = "home";
        home.from = catalog::VarSource::token;
        home.at = "step1/home";
        home.kind = catalog::VarKind::label;
        home.optional = true;
        method.vars = {home};
        const json::object door{{"url", provider_->url("/door")},
                                {"send", "json"},
                                {"body", json::object{{"password", "{cred.password}"}}}};
        const json::object token{{"url", provider_->url("/token")}};
        method.raw = to_json(json::object{{"kind", "login"}, {"steps", json::array{door, token}}});
        method.token.client = catalog::ClientAuth::omitted;
        method.token.omit = {"grant_type"};
        method.token.headers = {{"X-Ticket", *catalog::Template::parse("{step1/ticket}")}};
        method.refresh.by = catalog::RefreshBy::reissue;
        method.refresh.request = method.token;
        use(spec);
    }

    /// The same client, of a platform whose file says this.
    void use(const std::shared_ptr<catalog::ProviderSpec>& spec) {
        auto client = std::make_shared<OAuthClient>();
        client->workspace = client_->workspace;
        client->key = client_->key;
        client->integration = client_->integration;
        client->provider = spec;
        client_ = client;
        clients_.client = client;
    }

    void door_answers(int status, std::string body) {
        provider_->next({Act::reply, status, "", std::move(body)});
    }
    void log_in_works() {
        door_answers(200, R"({"ticket":"t-1","home":"eu"})");
        door_answers(200, R"({"access_token":"access-2","expires_in":3600})");
    }
    /// Nothing was lost: the credential stays, and the next try brings a token.
    void expect_unharmed() {
        EXPECT_EQ(connection().status, ConnectionStatus::connected);
        EXPECT_EQ(stored_refresh(), first_token_);
        EXPECT_EQ(guard().generation, 1);
        log_in_works();
        const auto outcome = refresh(1);
        EXPECT_TRUE(std::holds_alternative<Refreshed>(*outcome)) << log_text_;
        EXPECT_EQ(stored_refresh(), first_token_);
    }
};

TEST_F(RefreshByLogIn, TheLastCallsAnswerIsTheToken) {
    log_in_works();
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(1))) << log_text_;
    EXPECT_EQ(provider_->calls().size(), 2u);
    EXPECT_EQ(stored().access.expose(), "access-2");
    EXPECT_EQ(stored_refresh(), first_token_);
    EXPECT_EQ(guard().generation, 2);
    EXPECT_EQ(connection().vars.at("home"), "eu") << "where the account lives now";
    EXPECT_EQ(log_text_.find("t-1"), std::string::npos);
}

TEST_F(RefreshByLogIn, AFirstCallThatIsLostLosesNothing) {
    for (const auto act : {Act::cut_request, Act::cut_answer}) {
        provider_->next({act});
        EXPECT_FALSE(std::holds_alternative<Refreshed>(*refresh(1)));
    }
    EXPECT_EQ(provider_->calls().size(), 2u) << "no token was asked for";
    expect_unharmed();
}

TEST_F(RefreshByLogIn, AFirstCallThatFailsIsTriedAgainLater) {
    struct Failure {
        int status;
        const char* body;
    };
    for (const auto& failure :
         {Failure{500, "{}"}, Failure{200, "<html>"}, Failure{503, R"({"error":"later"})"},
          Failure{200, R"({"no":"ticket"})"}, Failure{200, R"({"ticket":"t","home":"a/b"})"},
          Failure{404, "{}"}, Failure{302, ""}}) {
        door_answers(failure.status, failure.body);
        EXPECT_FALSE(std::holds_alternative<Refreshed>(*refresh(1))) << failure.body;
        EXPECT_EQ(connection().status, ConnectionStatus::connected) << failure.body;
    }
    EXPECT_EQ(provider_->calls().size(), 7u) << "no token was asked for";
    expect_unharmed();
}

TEST_F(RefreshByLogIn, ACredentialThatTheFirstCallRefusesIsOver) {
    door_answers(401, R"({"message":"wrong password"})");
    ASSERT_TRUE(std::holds_alternative<ReconnectRequired>(*refresh(1))) << log_text_;
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(provider_->calls().size(), 1u);
}

TEST_F(RefreshByLogIn, ADeathBetweenTheCallsLosesNothing) {
    door_answers(200, R"({"ticket":"t-1"})");
    ASSERT_TRUE(fail_points::set("after_step=error"));
    ASSERT_TRUE(std::holds_alternative<RefreshFailed>(*refresh(1)));
    EXPECT_EQ(provider_->calls().size(), 1u);
    restart();
    expect_unharmed();
}

/// Calls want a part of the credential beside the token.
class RefreshOfACarriedToken : public RefreshByLogIn {
protected:
    RefreshOfACarriedToken() {
        auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
        catalog::Attach key;
        key.name = "X-Key";
        key.value = *catalog::Template::parse("{cred.password}");
        spec->method.attach = {key};
        use(spec);
    }
    /// Both are there, and nothing else.
    void expect_carried(const Secret& access) {
        const auto carried = unpack_carried(access);
        ASSERT_TRUE(carried) << carried.error().detail;
        EXPECT_EQ(carried->token.expose(), "access-2");
        ASSERT_EQ(carried->members.size(), 1U);
        EXPECT_EQ(carried->members.at("password").expose(), first_token_);
    }
};

TEST_F(RefreshOfACarriedToken, BothAreStoredAndGiven) {
    log_in_works();
    const auto outcome = refresh(1);
    const auto* refreshed = std::get_if<Refreshed>(&*outcome);
    ASSERT_TRUE(refreshed) << log_text_;
    EXPECT_EQ(refreshed->token.token_type, carried_token_type);
    expect_carried(refreshed->token.token);
    expect_carried(stored().access);
    EXPECT_EQ(stored_refresh(), first_token_);
}

TEST_F(RefreshOfACarriedToken, BothAreStoredOutOfTheJournal) {
    log_in_works();
    ASSERT_TRUE(fail_points::set("before_t3=error"));
    EXPECT_FALSE(std::holds_alternative<Refreshed>(*refresh(1)));
    restart();
    expect_carried(stored().access);
    EXPECT_EQ(stored().token_type, carried_token_type);
    EXPECT_EQ(guard().generation, 2);
}

}  // namespace
}  // namespace fairlead::oauth
