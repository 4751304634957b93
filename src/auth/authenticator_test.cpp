// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticator.h"

#include "auth/auth_fixture.h"
#include "auth/scripted_http.h"

namespace fairlead::auth {
namespace {

constexpr const char* shared_secret = "0123456789abcdef0123456789abcdef";

class AuthenticatorTest : public AuthTest {
protected:
    AuthenticatorTest() {
        TrustedIssuer issuer;
        issuer.issuer = "https://id.example.com";
        issuer.audience = "fairlead";
        issuer.secret = Secret::copy_of(shared_secret);
        issuer.role_claim = "role";
        issuer.admin_value = "owner";
        std::vector<TrustedIssuer> issuers;
        issuers.push_back(std::move(issuer));
        auto made = JwtIssuers::create(std::move(issuers), http_, clock_);
        EXPECT_TRUE(made);
        issuers_ = *std::move(made);
        authenticator_ = std::make_unique<RequestAuthenticator>(
            RequestAuthenticator::Services{keys_, sessions_, *issuers_, external_users_});
    }

    Result<Caller> ask_with(const net::Headers& headers) {
        net::Request request;
        request.headers = headers;
        const auto recognised = authenticator_->recognise(request, find_);
        auto found = ask<Caller>([&] { return authenticator_->authenticate(request, find_); });
        if (recognised) expect_same(*recognised, found);
        return found;
    }
    std::optional<Caller> recognised_by(const std::string& key) {
        net::Request request;
        request.headers = {{"Authorization", key}};
        return authenticator_->recognise(request, find_);
    }
    /// Who is recognised is who would have been found.
    static void expect_same(const Caller& recognised, const Result<Caller>& found) {
        ASSERT_TRUE(found);
        EXPECT_EQ(recognised.kind, found->kind);
        EXPECT_EQ(recognised.workspace, found->workspace);
        EXPECT_EQ(recognised.user, found->user);
        EXPECT_EQ(recognised.external_user, found->external_user);
        EXPECT_EQ(recognised.scopes, found->scopes);
        EXPECT_EQ(recognised.role, found->role);
        EXPECT_EQ(recognised.api_key, found->api_key);
    }
    Caller caller_with(const net::Headers& headers) {
        auto caller = ask_with(headers);
        EXPECT_TRUE(caller) << caller.error().message;
        return caller ? *std::move(caller) : Caller{};
    }
    Errc refusal_of(const net::Headers& headers) {
        const auto caller = ask_with(headers);
        EXPECT_FALSE(caller);
        return caller ? Errc::internal : caller.error().code;
    }
    std::string bearer(const NewApiKey& wanted) {
        return "Bearer " + std::string{create_key(wanted).text.expose()};
    }
    std::string cookie_of(const User& user) {
        Sessions::Start wanted{user, "203.0.113.5", "a browser"};
        const auto begun =
            must<Sessions::Begun>([&] { return sessions_.begin(std::move(wanted)); });
        return begun.cookie.name + "=" + begun.cookie.value;
    }
    std::string jwt(json::object claims) {
        const auto key = crypto::SigningKey::shared_secret("k1", Secret::copy_of(shared_secret));
        claims.emplace("iss", "https://id.example.com");
        claims.emplace("aud", "fairlead");
        claims.emplace("exp", to_unix_ms(clock_.now()) / 1000 + 300);
        return "Bearer " + *crypto::sign_jwt(*key, claims);
    }
    std::size_t users_stored() {
        return must<std::vector<User>>(
                   [this] { return users_.list(default_workspace, UserId{}, 100); })
            .size();
    }

    ScriptedHttp http_;
    std::unique_ptr<JwtIssuers> issuers_;
    std::unique_ptr<RequestAuthenticator> authenticator_;
    http::FindUser find_ = http::FindUser::here;
};

TEST_F(AuthenticatorTest, NobodyIsOpen) {
    const Caller caller = caller_with({});
    EXPECT_EQ(caller.kind, CallerKind::open);
    EXPECT_EQ(caller.user, std::nullopt);
    EXPECT_EQ(caller.scopes, Scope::none);
}

TEST_F(AuthenticatorTest, AKeyAlonePassesForNobody) {
    const auto scopes = Scope::tokens_read | Scope::connections_read;
    const std::string key = bearer({.name = "a", .scopes = scopes, .act_as = ActAs::any});
    const Caller caller = caller_with({{"Authorization", key}});
    EXPECT_EQ(caller.kind, CallerKind::api_key);
    EXPECT_EQ(caller.user, std::nullopt);
    EXPECT_EQ(caller.scopes, scopes);
    EXPECT_EQ(caller.role, Role::member);
    EXPECT_TRUE(caller.api_key);
}

TEST_F(AuthenticatorTest, AKeyForAnyActsForWhomItNames) {
    const std::string key =
        bearer({.name = "a", .scopes = Scope::tokens_read, .act_as = ActAs::any});
    const Caller first = caller_with({{"authorization", key}, {"fairlead-user", "u1"}});
    ASSERT_TRUE(first.user);
    EXPECT_EQ(user_of(*first.user).external_id, "u1");
    const Caller again = caller_with({{"Authorization", key}, {"Fairlead-User", "u1"}});
    EXPECT_EQ(again.user, first.user);
    EXPECT_EQ(users_stored(), 1U);
    const Caller other = caller_with({{"Authorization", key}, {"Fairlead-User", "u2"}});
    EXPECT_NE(other.user, first.user);
}

TEST_F(AuthenticatorTest, WhereTheEndpointFindsTheUserTheyAreNotLookedUp) {
    find_ = http::FindUser::by_endpoint;
    const std::string key =
        bearer({.name = "a", .scopes = Scope::tokens_read, .act_as = ActAs::any});
    const Caller caller = caller_with({{"authorization", key}, {"fairlead-user", "u1"}});
    EXPECT_FALSE(caller.user);
    EXPECT_EQ(caller.external_user, "u1");
    EXPECT_EQ(users_stored(), 0U);
    EXPECT_FALSE(caller_with({{"authorization", key}}).external_user);
    const UserId user = add_user("u2");
    const std::string of_one =
        bearer({.name = "a", .scopes = Scope::tokens_read, .act_as = ActAs::one, .user = user});
    EXPECT_EQ(caller_with({{"Authorization", of_one}}).user, user);
    const std::string of_none = bearer({.name = "a", .scopes = Scope::tokens_read});
    EXPECT_EQ(refusal_of({{"Authorization", of_none}, {"Fairlead-User", "u2"}}), Errc::forbidden);
}

TEST_F(AuthenticatorTest, AKeyReadAMomentAgoIsRecognisedWhereTheEndpointFindsTheUser) {
    find_ = http::FindUser::by_endpoint;
    const auto made = create_key({.name = "a", .scopes = Scope::tokens_read, .act_as = ActAs::any});
    const std::string key = "Bearer " + std::string{made.text.expose()};
    EXPECT_FALSE(recognised_by(key));
    const Caller caller = caller_with({{"Authorization", key}});
    EXPECT_TRUE(recognised_by(key));
    EXPECT_FALSE(recognised_by(key + "x"));
    find_ = http::FindUser::here;
    EXPECT_FALSE(recognised_by(key));
    find_ = http::FindUser::by_endpoint;
    EXPECT_TRUE(must<bool>([&] { return keys_.revoke(default_workspace, *caller.api_key); }));
    EXPECT_FALSE(recognised_by(key));
}

TEST_F(AuthenticatorTest, AKeyForNobodyRefusesAUser) {
    const std::string key = bearer({.name = "a", .scopes = Scope::proxy});
    EXPECT_EQ(refusal_of({{"Authorization", key}, {"Fairlead-User", "u1"}}), Errc::forbidden);
    EXPECT_EQ(users_stored(), 0U);
}

TEST_F(AuthenticatorTest, AKeyForOneActsForThatOneAlone) {
    const UserId user = add_user("u1");
    add_user("u2");
    const std::string key =
        bearer({.name = "a", .scopes = Scope::proxy, .act_as = ActAs::one, .user = user});
    EXPECT_EQ(caller_with({{"Authorization", key}}).user, user);
    EXPECT_EQ(caller_with({{"Authorization", key}, {"Fairlead-User", "u1"}}).user, user);
    EXPECT_EQ(refusal_of({{"Authorization", key}, {"Fairlead-User", "u2"}}), Errc::forbidden);
    EXPECT_EQ(refusal_of({{"Authorization", key}, {"Fairlead-User", "u3"}}), Errc::forbidden);
    disable(user);
    EXPECT_EQ(refusal_of({{"Authorization", key}}), Errc::forbidden);
}

TEST_F(AuthenticatorTest, NoKeyActsForADisabledUser) {
    const std::string key = bearer({.name = "a", .scopes = Scope::proxy, .act_as = ActAs::any});
    disable(add_user("u1"));
    EXPECT_EQ(refusal_of({{"Authorization", key}, {"Fairlead-User", "u1"}}), Errc::forbidden);
}

TEST_F(AuthenticatorTest, AnAdminKeyIsAnAdmin) {
    const std::string key = bearer({.name = "a", .scopes = Scope::admin});
    EXPECT_EQ(caller_with({{"Authorization", key}}).role, Role::admin);
}

TEST_F(AuthenticatorTest, MalformedUsersAreRefused) {
    const std::string key = bearer({.name = "a", .scopes = Scope::proxy, .act_as = ActAs::any});
    for (const std::string& user :
         {std::string{}, std::string(256, 'a'), std::string{"a\tb"}, std::string{"\xff"}}) {
        EXPECT_EQ(refusal_of({{"Authorization", key}, {"Fairlead-User", user}}), Errc::invalid);
    }
    EXPECT_EQ(refusal_of({{"Authorization", key}, {"Fairlead-User", "a"}, {"Fairlead-User", "a"}}),
              Errc::invalid);
    EXPECT_EQ(users_stored(), 0U);
}

TEST_F(AuthenticatorTest, BadProofsAreNoProof) {
    const std::string key = bearer({.name = "a", .scopes = Scope::proxy});
    for (const std::string& proof :
         {std::string{}, std::string{"Bearer"}, std::string{"Bearer "}, std::string{"Basic YTpi"},
          key.substr(7), key + "x", std::string{"Bearer flk_"}, std::string{"Bearer a.b.c"},
          std::string{"Bearer ey.ey.ey"}, std::string{"Bearer fls_x"}}) {
        EXPECT_EQ(refusal_of({{"Authorization", proof}}), Errc::unauthenticated) << proof;
    }
    EXPECT_EQ(refusal_of({{"Authorization", key}, {"Authorization", key}}), Errc::unauthenticated);
}

TEST_F(AuthenticatorTest, ASessionIsItsUser) {
    const User person = add_person("a@example.com");
    const std::string cookie = cookie_of(person);
    const Caller caller = caller_with({{"Cookie", cookie}});
    EXPECT_EQ(caller.kind, CallerKind::session);
    EXPECT_EQ(caller.user, person.id);
    EXPECT_EQ(caller.role, Role::member);
    EXPECT_TRUE(caller.session);
    EXPECT_TRUE(caller.may(Scope::connections_write));
    EXPECT_FALSE(caller.may(Scope::webhooks));
    EXPECT_EQ(refusal_of({{"Cookie", cookie}, {"Fairlead-User", "u1"}}), Errc::forbidden);
    disable(person.id);
    EXPECT_EQ(refusal_of({{"Cookie", cookie}}), Errc::unauthenticated);
}

TEST_F(AuthenticatorTest, NoSessionReadsTokens) {
    const std::string cookie = cookie_of(add_person("a@example.com", Role::admin));
    const Caller caller = caller_with({{"Cookie", cookie}});
    EXPECT_EQ(caller.role, Role::admin);
    EXPECT_TRUE(caller.may(Scope::webhooks));
    EXPECT_FALSE(caller.may(Scope::tokens_read));
    EXPECT_FALSE(caller.may(Scope::credentials_read));
}

TEST_F(AuthenticatorTest, ARoleThatWasTakenIsGoneAtOnce) {
    const User person = add_person("a@example.com", Role::admin);
    const std::string cookie = cookie_of(person);
    ASSERT_TRUE(
        must<bool>([&] { return users_.set_role(default_workspace, person.id, Role::member); }));
    EXPECT_EQ(caller_with({{"Cookie", cookie}}).role, Role::member);
}

TEST_F(AuthenticatorTest, UnknownCookiesAreRefusedAndNeverAdopted) {
    const std::string name{http::session_cookie};
    EXPECT_EQ(refusal_of({{"Cookie", name + "=fls_" + std::string(43, 'A')}}),
              Errc::unauthenticated);
    EXPECT_EQ(refusal_of({{"Cookie", name + "=x"}}), Errc::unauthenticated);
    EXPECT_EQ(caller_with({{"Cookie", "other=x"}}).kind, CallerKind::open);
}

TEST_F(AuthenticatorTest, TwoProofsAreRefused) {
    const std::string cookie = cookie_of(add_person("a@example.com"));
    const std::string key = bearer({.name = "a", .scopes = Scope::proxy});
    EXPECT_EQ(refusal_of({{"Cookie", cookie}, {"Authorization", key}}), Errc::invalid);
}

TEST_F(AuthenticatorTest, AJwtIsTheUserOfItsSubject) {
    const Caller caller = caller_with({{"Authorization", jwt({{"sub", "u1"}})}});
    EXPECT_EQ(caller.kind, CallerKind::jwt);
    EXPECT_EQ(caller.role, Role::member);
    EXPECT_EQ(caller.scopes, Scope::connections_read | Scope::connections_write);
    ASSERT_TRUE(caller.user);
    EXPECT_EQ(user_of(*caller.user).external_id, "u1");
    const Caller admin = caller_with({{"Authorization", jwt({{"sub", "u1"}, {"role", "owner"}})}});
    EXPECT_EQ(admin.role, Role::admin);
    EXPECT_EQ(admin.user, caller.user);
    EXPECT_EQ(refusal_of({{"Authorization", jwt({{"sub", "u1"}})}, {"Fairlead-User", "u2"}}),
              Errc::forbidden);
}

TEST_F(AuthenticatorTest, AKeyAndAJwtMeanTheSameUser) {
    const std::string key = bearer({.name = "a", .scopes = Scope::proxy, .act_as = ActAs::any});
    const Caller by_key = caller_with({{"Authorization", key}, {"Fairlead-User", "u1"}});
    const Caller by_jwt = caller_with({{"Authorization", jwt({{"sub", "u1"}})}});
    EXPECT_EQ(by_key.user, by_jwt.user);
}

}  // namespace
}  // namespace fairlead::auth
