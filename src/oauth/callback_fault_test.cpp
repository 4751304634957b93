// SPDX-License-Identifier: Apache-2.0
// What platforms do wrong on the way back: the right kind, and nothing that is stored is harmed.
#include "oauth/connect_fixture.h"
#include "oauth/identity_retry.h"
#include "storage/revocation_store.h"

#include <algorithm>

namespace fairlead::oauth {
namespace {

class CallbackFaultTest : public ConnectTest {
protected:
    struct Case {
        const char* name;
        FakePlatform::Answer answer;
        ConnectFailure kind;
    };
    std::int64_t waiting_revocations() {
        storage::RevocationStore store{*db_};
        return must<storage::RevocationStore::Counts>([&] { return store.counts(); }).waiting;
    }
    ConnectAsk reconnect(ConnectionId id) {
        auto ask = acme();
        ask.connection = id;
        return ask;
    }

    void identify(ConnectionId id) {
        IdentityRetry retry{*context_};
        Job job;
        job.payload = Json{R"({"workspace":")" + default_workspace.text() + R"(","connection":")" +
                           id.text() + R"("})"};
        const auto outcome = must<jobs::JobOutcome>([&] { return retry.run(job); });
        EXPECT_EQ(outcome.kind, jobs::JobOutcome::Kind::done) << outcome.why;
    }

    UserId user_ = add_user("mia");
};

net::Exchange tokens_with(const std::string& expires_in) {
    return FakePlatform::reply(
        200, R"({"access_token":"access-of-7.1","refresh_token":"r","token_type":"bearer")" +
                 (expires_in.empty() ? "" : ",\"expires_in\":" + expires_in) + "}");
}

TEST_F(CallbackFaultTest, TellsTheKindOfEveryFailedExchange) {
    const std::string html = "<html>sign in</html>";
    const std::vector<Case> cases{
        {"code rejected", [] { return FakePlatform::reply(400, R"({"error":"invalid_grant"})"); },
         ConnectFailure::invalid_credentials},
        {"wrong secret", [] { return FakePlatform::reply(401, R"({"error":"invalid_client"})"); },
         ConnectFailure::invalid_credentials},
        {"down", [] { return FakePlatform::broken(net::Progress::never_sent); },
         ConnectFailure::network},
        {"cut", [] { return FakePlatform::broken(net::Progress::sent); },
         ConnectFailure::provider_error},
        {"silent",
         [] {
             net::Exchange exchange;
             exchange.failure = {net::Progress::sent, Error{Errc::timeout, "It took too long."}};
             return exchange;
         },
         ConnectFailure::network},
        {"500", [] { return FakePlatform::reply(500, "oops", "text/plain"); },
         ConnectFailure::provider_error},
        {"429", [] { return FakePlatform::reply(429, R"({"error":"slow_down"})"); },
         ConnectFailure::rate_limited},
        {"HTML", [&] { return FakePlatform::reply(200, html, "text/html"); },
         ConnectFailure::provider_error},
        {"empty", [] { return FakePlatform::reply(200, ""); }, ConnectFailure::provider_error},
        {"error with 200", [] { return FakePlatform::reply(200, R"({"error":"invalid_grant"})"); },
         ConnectFailure::invalid_credentials},
        {"5 MB",
         [] {
             net::Exchange exchange;
             exchange.failure = {net::Progress::sent, Error{Errc::too_large, "Too long."}};
             return exchange;
         },
         ConnectFailure::provider_error},
        {"redirect", [] { return FakePlatform::reply(302, ""); }, ConnectFailure::provider_error},
    };
    for (const auto& each : cases) {
        platform_.answer("/acme/token", each.answer);
        const auto answer = connect(user_, "7");
        EXPECT_EQ(answer.failure, each.kind) << each.name;
        EXPECT_FALSE(answer.is_refused) << each.name;
        EXPECT_EQ(query_value(answer.redirect_url, "error"), to_text(each.kind)) << each.name;
        EXPECT_EQ(query_value(answer.redirect_url, "provider"), "acme") << each.name;
        const auto attempts = attempts_of(user_);
        ASSERT_EQ(attempts.size(), 1U) << each.name;
        EXPECT_EQ(attempts[0].kind, to_text(each.kind)) << each.name;
        EXPECT_FALSE(attempts[0].message.empty()) << each.name;
    }
    EXPECT_TRUE(connections_of(user_).empty());
    EXPECT_EQ(audit_.count_of("oauth_failed"), cases.size());
}

TEST_F(CallbackFaultTest, TakesOddLifetimesForUnknownOnes) {
    int account = 0;
    for (const auto* expires_in : {"", "null", "-5", "0", "\"soon\""}) {
        platform_.answer("/acme/token", [&] { return tokens_with(expires_in); });
        const auto id = std::to_string(++account);
        platform_.answer("/acme/me", [&] {
            return FakePlatform::reply(
                200, R"({"id":")" + id + R"(","username":"u","display_name":"U"})");
        });
        const auto answer = connect(user_, id);
        ASSERT_TRUE(answer.connection) << expires_in;
        EXPECT_FALSE(connections_of(user_).back().expires_at) << expires_in;
    }
}

TEST_F(CallbackFaultTest, TellsADenialFromATrouble) {
    for (const auto& [error, kind] : std::vector<std::pair<std::string, ConnectFailure>>{
             {"access_denied", ConnectFailure::access_denied},
             {"server_error", ConnectFailure::provider_error},
             {"<script>", ConnectFailure::provider_error}}) {
        auto ask = came_back(begin(user_), "7");
        ask.parameters[0] = {"error", error};
        EXPECT_EQ(finish(ask).failure, kind) << error;
    }
    EXPECT_EQ(platform_.count("/acme/token"), 0U);
}

TEST_F(CallbackFaultTest, EndsTheLastAttemptWithASuccess) {
    platform_.answer("/acme/token", [] { return FakePlatform::reply(500, ""); });
    connect(user_, "7");
    ASSERT_EQ(attempts_of(user_).size(), 1U);
    platform_.answer("/acme/token", {});
    EXPECT_FALSE(connect(user_, "7").failure);
    EXPECT_TRUE(attempts_of(user_).empty());
}

// --- identity -----------------------------------------------------------------------------------

TEST_F(CallbackFaultTest, KeepsTheTokensWhereTheIdentityCallFailsAndAsksAgain) {
    platform_.answer("/acme/me", [] { return FakePlatform::reply(503, ""); });
    const auto answer = connect(user_, "7");
    ASSERT_TRUE(answer.connection);
    auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].status, ConnectionStatus::error);
    EXPECT_EQ(rows[0].reason, ConnectionReason::identity_failed);
    EXPECT_EQ(rows[0].provider_account_id, "conn:" + rows[0].id.text());

    platform_.answer("/acme/me", {});
    EXPECT_EQ(must<storage::JobStore::Counts>([&] { return jobs_.counts(); }).waiting, 1);
    identify(rows[0].id);
    rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].status, ConnectionStatus::connected);
    EXPECT_EQ(rows[0].provider_account_id, "7");
    EXPECT_EQ(rows[0].reason, ConnectionReason::none);
}

TEST_F(CallbackFaultTest, HandsLateKnownTokensToTheConnectionThatHasTheAccount) {
    const auto first = *connect(user_, "7").connection;
    platform_.answer("/acme/me", [] { return FakePlatform::reply(200, "<html>"); });
    const auto second = *connect(user_, "7").connection;
    ASSERT_NE(first, second);
    EXPECT_EQ(connections_of(user_)[0].generation, 1);

    platform_.answer("/acme/me", {});
    identify(second);
    const auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].id, first);
    EXPECT_EQ(rows[0].status, ConnectionStatus::connected);
    EXPECT_EQ(rows[0].generation, 2);
    EXPECT_EQ(rows[1].status, ConnectionStatus::disconnected);
}

TEST_F(CallbackFaultTest, LeavesAConnectionAloneWhoseReconnectCouldNotBeIdentified) {
    const auto first = *connect(user_, "7").connection;
    const auto before = connections_of(user_)[0];
    platform_.answer("/acme/me", [] { return FakePlatform::reply(500, ""); });
    connect(user_, "7", reconnect(first));
    EXPECT_EQ(connections_of(user_)[0], before);
}

// --- id_token -----------------------------------------------------------------------------------

TEST_F(CallbackFaultTest, BelievesNoIdTokenOfAnotherFlowClientOrIssuer) {
    const auto refused = [&](const std::function<void(FakePlatform::Manners&)>& change) {
        const auto ask = came_back(begin(user_), "7");
        {
            const auto manners = platform_.manners.lock();
            FakePlatform::Manners usual;
            usual.nonce = manners->nonce;
            change(usual);
            *manners = usual;
        }
        const auto answer = finish(ask);
        return answer.failure == ConnectFailure::provider_error;
    };
    EXPECT_TRUE(refused([](auto& manners) { manners.nonce = "replayed"; }));
    EXPECT_TRUE(refused([](auto& manners) { manners.audience = "somebody-else"; }));
    EXPECT_TRUE(refused([](auto& manners) { manners.issuer = "https://evil.test"; }));
    EXPECT_TRUE(connections_of(user_).empty());
    EXPECT_EQ(audit_.count_of("connect.id_token_rejected"), 3U);
    EXPECT_EQ(waiting_revocations(), 3);
}

TEST_F(CallbackFaultTest, FetchesTheKeysOnceForManyFlows) {
    for (int i = 0; i < 5; ++i) connect(user_, std::to_string(i));
    EXPECT_EQ(platform_.count("/acme/jwks"), 1U);
}

// --- reconnect, scopes, refresh token -----------------------------------------------------------

TEST_F(CallbackFaultTest, ReconnectsTheSameAccountUnderItsId) {
    const auto first = *connect(user_, "7").connection;
    const auto answer = connect(user_, "7", reconnect(first));
    ASSERT_FALSE(answer.failure);
    EXPECT_EQ(answer.connection, first);
    EXPECT_EQ(connections_of(user_).size(), 1U);
}

TEST_F(CallbackFaultTest, OverwritesNothingWhenAnotherAccountComesBack) {
    const auto first = *connect(user_, "7").connection;
    const auto before = connections_of(user_);
    const auto answer = connect(user_, "8", reconnect(first));
    EXPECT_EQ(answer.failure, ConnectFailure::invalid_credentials);
    EXPECT_EQ(query_value(answer.redirect_url, "reason"), "other_account");
    EXPECT_EQ(connections_of(user_), before);
    EXPECT_EQ(waiting_revocations(), 1);
    EXPECT_EQ(audit_.count_of("connect.other_account"), 1U);
}

TEST_F(CallbackFaultTest, ShowsWhatWasNotGranted) {
    platform_.manners.lock()->scope = "openid profile";
    connect(user_, "7");
    const auto row = connections_of(user_).at(0);
    EXPECT_EQ(row.scopes_granted, (std::vector<std::string>{"openid", "profile"}));
    EXPECT_EQ(row.scopes_missing, (std::vector<std::string>{"records.read"}));
}

TEST_F(CallbackFaultTest, DoesNotLoseARefreshTokenToAConsentWithoutOne) {
    connect(user_, "7");
    const auto before = connections_of(user_);
    platform_.manners.lock()->refresh_token = false;
    const auto answer = connect(user_, "7");
    EXPECT_EQ(answer.failure, ConnectFailure::provider_error);
    EXPECT_EQ(query_value(answer.redirect_url, "reason"), "no_refresh_token");
    EXPECT_EQ(connections_of(user_), before);
}

TEST_F(CallbackFaultTest, TellsAccountsApartThatShareAnEMailAddress) {
    connect(user_, "7");
    connect(user_, "8");
    EXPECT_EQ(connections_of(user_).size(), 2U);
}

}  // namespace
}  // namespace fairlead::oauth
