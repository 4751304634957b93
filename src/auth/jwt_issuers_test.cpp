// SPDX-License-Identifier: Apache-2.0
#include "auth/jwt_issuers.h"

#include "auth/scripted_http.h"
#include "base/loop_thread.h"

#include <gtest/gtest.h>

namespace fairlead::auth {
namespace {

using crypto::JwtAlgorithm;
using crypto::SigningKey;

constexpr const char* issuer_secret = "0123456789abcdef0123456789abcdef";
constexpr const char* id_server = "https://id.example.com";

SigningKey fresh_key(JwtAlgorithm algorithm, const std::string& kid) {
    return SigningKey::generate(algorithm, kid).value();
}

std::string jwks_of(const std::vector<SigningKey>& keys) {
    json::array listed;
    for (const SigningKey& key : keys) listed.push_back(key.public_jwk().value());
    return to_json(json::object{{"keys", listed}}).text;
}

class JwtIssuersTest : public testing::Test {
protected:
    static TrustedIssuer issuer_of(std::string jwks_url) {
        TrustedIssuer issuer;
        issuer.issuer = id_server;
        issuer.audience = "fairlead";
        issuer.jwks_url = std::move(jwks_url);
        return issuer;
    }
    static TrustedIssuer issuer_with_secret() {
        TrustedIssuer issuer = issuer_of("");
        issuer.secret = Secret::copy_of(issuer_secret);
        return issuer;
    }
    Result<void> trust(TrustedIssuer issuer) {
        std::vector<TrustedIssuer> issuers;
        issuers.push_back(std::move(issuer));
        TRY(issuers_, JwtIssuers::create(std::move(issuers), http_, clock_));
        return ok();
    }
    Result<JwtCaller> verify(const std::string& token) {
        return loop_.ask<JwtCaller>([&] { return issuers_->verify(token); });
    }
    Errc refusal_of(const std::string& token) {
        const auto verified = verify(token);
        EXPECT_FALSE(verified);
        if (verified) return Errc::internal;
        EXPECT_EQ(verified.error().message.find("canary"), std::string::npos);
        return verified.error().code;
    }
    json::object claims() const {
        const std::int64_t now = to_unix_ms(clock_.now()) / 1000;
        return {{"iss", id_server},
                {"aud", "fairlead"},
                {"sub", "canary-user"},
                {"iat", now},
                {"exp", now + 300}};
    }
    json::object claims_with(const char* name, json::value value) const {
        json::object changed = claims();
        if (value.is_null()) {
            changed.erase(name);
        } else {
            changed[name] = std::move(value);
        }
        return changed;
    }

    ManualClock clock_{from_unix_ms(1'700'000'000'000)};
    ScriptedHttp http_;
    std::unique_ptr<JwtIssuers> issuers_;
    LoopThread loop_;
};

TEST_F(JwtIssuersTest, ASharedSecretProvesTheSubject) {
    ASSERT_TRUE(trust(issuer_with_secret()));
    const auto key = SigningKey::shared_secret("", Secret::copy_of(issuer_secret)).value();
    const auto caller = verify(*sign_jwt(key, claims()));
    ASSERT_TRUE(caller) << caller.error().message;
    EXPECT_EQ(caller->subject, "canary-user");
    EXPECT_EQ(caller->workspace, default_workspace);
    EXPECT_EQ(caller->role, Role::member);
    EXPECT_EQ(caller->scopes, Scope::connections_read | Scope::connections_write);
    EXPECT_EQ(http_.calls, 0);
}

TEST_F(JwtIssuersTest, EveryClaimIsChecked) {
    ASSERT_TRUE(trust(issuer_with_secret()));
    const auto key = SigningKey::shared_secret("", Secret::copy_of(issuer_secret)).value();
    const std::int64_t now = to_unix_ms(clock_.now()) / 1000;
    const std::vector<std::pair<const char*, json::value>> wrong{{"iss", "https://id.example.com/"},
                                                                 {"iss", nullptr},
                                                                 {"iss", 5},
                                                                 {"aud", "other"},
                                                                 {"aud", nullptr},
                                                                 {"exp", now - 61},
                                                                 {"exp", nullptr},
                                                                 {"exp", "soon"},
                                                                 {"nbf", now + 61},
                                                                 {"sub", nullptr},
                                                                 {"sub", ""}};
    for (const auto& [name, value] : wrong) {
        EXPECT_EQ(refusal_of(*sign_jwt(key, claims_with(name, value))), Errc::unauthenticated)
            << name << " " << to_json(value).text;
    }
    const json::array audiences{"other", "fairlead"};
    EXPECT_TRUE(verify(*sign_jwt(key, claims_with("aud", audiences))));
}

TEST_F(JwtIssuersTest, ForgedTokensAreRefused) {
    ASSERT_TRUE(trust(issuer_with_secret()));
    const auto other = SigningKey::shared_secret("", Secret::copy_of(std::string(32, 'x'))).value();
    EXPECT_EQ(refusal_of(*sign_jwt(other, claims())), Errc::unauthenticated);
    const auto key = SigningKey::shared_secret("", Secret::copy_of(issuer_secret)).value();
    const std::string good = *sign_jwt(key, claims());
    EXPECT_EQ(refusal_of(good.substr(0, good.rfind('.') + 1)), Errc::unauthenticated);
    // {"alg":"none"}
    const std::string none = "eyJhbGciOiJub25lIn0" + good.substr(good.find('.'));
    EXPECT_EQ(refusal_of(none), Errc::unauthenticated);
    EXPECT_EQ(refusal_of(""), Errc::unauthenticated);
    EXPECT_EQ(refusal_of("ey.."), Errc::unauthenticated);
    EXPECT_EQ(refusal_of("eyJhbGciOiJIUzI1NiJ9." + std::string(20'000, 'a') + ".a"),
              Errc::unauthenticated);
}

TEST_F(JwtIssuersTest, APublicKeyIsNoSecret) {
    const SigningKey key = fresh_key(JwtAlgorithm::rs256, "k1");
    TrustedIssuer issuer = issuer_of("");
    issuer.jwks = jwks_of({key});
    ASSERT_TRUE(trust(std::move(issuer)));
    EXPECT_TRUE(verify(*sign_jwt(key, claims())));
    const auto confused = SigningKey::shared_secret("k1", Secret::copy_of(jwks_of({key}))).value();
    EXPECT_EQ(refusal_of(*sign_jwt(confused, claims())), Errc::unauthenticated);
}

TEST_F(JwtIssuersTest, ARoleComesFromTheConfiguredClaimAlone) {
    TrustedIssuer issuer = issuer_with_secret();
    issuer.role_claim = "groups";
    issuer.admin_value = "owners";
    ASSERT_TRUE(trust(std::move(issuer)));
    const auto key = SigningKey::shared_secret("", Secret::copy_of(issuer_secret)).value();
    const auto role_with = [&](const char* claim, json::value value) {
        return verify(*sign_jwt(key, claims_with(claim, std::move(value)))).value().role;
    };
    const json::array both{"staff", "owners"};
    EXPECT_EQ(role_with("groups", "owners"), Role::admin);
    EXPECT_EQ(role_with("groups", both), Role::admin);
    EXPECT_EQ(role_with("groups", "owner"), Role::member);
    EXPECT_EQ(role_with("groups", true), Role::member);
    EXPECT_EQ(role_with("role", "admin"), Role::member);
    EXPECT_EQ(role_with("role", "owners"), Role::member);
}

TEST_F(JwtIssuersTest, PublishedKeysAreFetchedOnceForMany) {
    const SigningKey rsa = fresh_key(JwtAlgorithm::rs256, "k1");
    const SigningKey curve = fresh_key(JwtAlgorithm::es256, "k2");
    http_.body = jwks_of({rsa, curve});
    ASSERT_TRUE(trust(issuer_of("https://id.example.com/jwks")));
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(verify(*sign_jwt(rsa, claims())));
        EXPECT_TRUE(verify(*sign_jwt(curve, claims())));
    }
    EXPECT_EQ(http_.calls, 1);
    EXPECT_EQ(http_.asked, "https://id.example.com/jwks");
    clock_.advance(std::chrono::hours{1});
    EXPECT_TRUE(verify(*sign_jwt(rsa, claims())));
    EXPECT_EQ(http_.calls, 2);
}

TEST_F(JwtIssuersTest, ManyUnknownKeysAreOneFetchAMinute) {
    const SigningKey known = fresh_key(JwtAlgorithm::es256, "k1");
    http_.body = jwks_of({known});
    ASSERT_TRUE(trust(issuer_of("https://id.example.com/jwks")));
    ASSERT_TRUE(verify(*sign_jwt(known, claims())));
    clock_.advance(Seconds{60});
    for (int i = 0; i < 300; ++i) {
        const SigningKey stranger =
            SigningKey::from_pem(JwtAlgorithm::es256, "u" + std::to_string(i),
                                 known.private_pem().value())
                .value();
        EXPECT_EQ(refusal_of(*sign_jwt(stranger, claims())), Errc::unauthenticated);
    }
    EXPECT_EQ(http_.calls, 2);
}

TEST_F(JwtIssuersTest, FirstCallersAllWaitForTheOneFetch) {
    const SigningKey key = fresh_key(JwtAlgorithm::es256, "k1");
    http_.body = jwks_of({key});
    Wakeup gate;
    http_.gate = &gate;
    ASSERT_TRUE(trust(issuer_of("https://id.example.com/jwks")));
    const std::string token = *sign_jwt(key, claims());
    std::atomic<int> good{0};
    TaskScope scope{[](std::string_view, const Error& error) { ADD_FAILURE() << error.message; }};
    for (int i = 0; i < 20; ++i) {
        scope.spawn(loop_.loop(), "verify", [&]() -> Task<Result<void>> {
            CO_CHECK(co_await issuers_->verify(token));
            ++good;
            co_return ok();
        });
    }
    // Runs after all of them, in the loop's order.
    scope.spawn(loop_.loop(), "open", [&]() -> Task<Result<void>> {
        EXPECT_EQ(good, 0);
        gate.notify();
        co_return ok();
    });
    scope.join();
    EXPECT_EQ(good, 20);
    EXPECT_EQ(http_.calls, 1);
}

TEST_F(JwtIssuersTest, ANewKeyIsKnownAsSoonAsItIsPublished) {
    const SigningKey first = fresh_key(JwtAlgorithm::es256, "k1");
    const SigningKey second = fresh_key(JwtAlgorithm::es256, "k2");
    http_.body = jwks_of({first});
    ASSERT_TRUE(trust(issuer_of("https://id.example.com/jwks")));
    ASSERT_TRUE(verify(*sign_jwt(first, claims())));
    clock_.advance(Seconds{60});
    http_.body = jwks_of({first, second});
    EXPECT_TRUE(verify(*sign_jwt(second, claims())));
}

TEST_F(JwtIssuersTest, WhileTheIssuerIsAwayItsKeysStand) {
    const SigningKey key = fresh_key(JwtAlgorithm::es256, "k1");
    http_.body = jwks_of({key});
    ASSERT_TRUE(trust(issuer_of("https://id.example.com/jwks")));
    ASSERT_TRUE(verify(*sign_jwt(key, claims())));
    http_.status = 503;
    clock_.advance(std::chrono::hours{23});
    EXPECT_TRUE(verify(*sign_jwt(key, claims())));
    EXPECT_TRUE(verify(*sign_jwt(key, claims())));
    EXPECT_EQ(http_.calls, 2);
    clock_.advance(std::chrono::hours{1});
    EXPECT_EQ(refusal_of(*sign_jwt(key, claims())), Errc::unavailable);
}

TEST_F(JwtIssuersTest, WithoutAnyKeyNobodyGetsInUntilOneIsFetched) {
    const SigningKey key = fresh_key(JwtAlgorithm::es256, "k1");
    ASSERT_TRUE(trust(issuer_of("https://id.example.com/jwks")));
    http_.status = 0;
    EXPECT_EQ(refusal_of(*sign_jwt(key, claims())), Errc::unavailable);
    EXPECT_EQ(refusal_of(*sign_jwt(key, claims())), Errc::unavailable);
    EXPECT_EQ(http_.calls, 1);
    clock_.advance(Seconds{5});
    http_.status = 200;
    http_.body = "<html>";
    EXPECT_EQ(refusal_of(*sign_jwt(key, claims())), Errc::unavailable);
    clock_.advance(Seconds{5});
    http_.body = jwks_of({key});
    EXPECT_TRUE(verify(*sign_jwt(key, claims())));
}

TEST_F(JwtIssuersTest, BadConfigurationIsRefused) {
    EXPECT_FALSE(trust(issuer_of("")));
    EXPECT_FALSE(trust(issuer_of("http://id.example.com/jwks")));
    EXPECT_FALSE(trust(issuer_of("https://a:b@id.example.com/jwks")));
    EXPECT_TRUE(trust(issuer_of("http://localhost:9000/jwks")));
    TrustedIssuer two = issuer_with_secret();
    two.jwks_url = "https://id.example.com/jwks";
    EXPECT_FALSE(trust(std::move(two)));
    TrustedIssuer weak = issuer_of("");
    weak.secret = Secret::copy_of("short");
    EXPECT_FALSE(trust(std::move(weak)));
    TrustedIssuer confused = issuer_of("https://id.example.com/jwks");
    confused.algorithms = {JwtAlgorithm::hs256};
    EXPECT_FALSE(trust(std::move(confused)));
    TrustedIssuer greedy = issuer_with_secret();
    greedy.scopes = Scope::tokens_read;
    EXPECT_FALSE(trust(std::move(greedy)));
}

TEST_F(JwtIssuersTest, WithoutIssuersNoTokenIsGood) {
    issuers_ = JwtIssuers::create({}, http_, clock_).value();
    const auto key = SigningKey::shared_secret("", Secret::copy_of(issuer_secret)).value();
    EXPECT_EQ(refusal_of(*sign_jwt(key, claims())), Errc::unauthenticated);
    EXPECT_EQ(http_.calls, 0);
}

}  // namespace
}  // namespace fairlead::auth
