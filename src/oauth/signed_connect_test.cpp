// SPDX-License-Identifier: Apache-2.0
// Connecting with OAuth 1.0a (RFC 5849 section 2): the three legs, and what binds them together.
#include "oauth/signed_connect_fixture.h"

#include "oauth/sealed_tokens.h"
#include "storage/refresh_store.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class SignedConnect : public SignedConnectTest {
protected:
    /// What a connection's token is, opened.
    LiveTokens stored(const Connection& connection) {
        return must<LiveTokens>([&]() -> Task<Result<LiveTokens>> {
            const auto owner = Owner::of(connection.workspace, connection.user);
            CO_TRY(const auto sealer, co_await vault_.sealer(owner));
            std::optional<LiveTokens> tokens;
            const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
                CO_TRY(const auto row, co_await storage::refresh::read_tokens(
                                           tx, connection.workspace, connection.id));
                CO_TRY(tokens, open_tokens(sealer, *row));
                co_return ok();
            };
            const auto access = storage::Access::of(connection.workspace);
            CO_CHECK(co_await db_->transaction(access, body));
            co_return *std::move(tokens);
        });
    }
    void expect_nothing_redeemed() {
        EXPECT_EQ(platform_.count(access_path), 0u);
        EXPECT_TRUE(connections_of(user_).empty());
    }
};

TEST_F(SignedConnect, AsksForARequestTokenThatComesBackToThisFlow) {
    const auto way = leave();
    const auto header = signed_with(request_path);
    EXPECT_THAT(header, StartsWith("OAuth "));
    EXPECT_EQ(parameter_of(header, "oauth_consumer_key"), "consumer");
    EXPECT_EQ(parameter_of(header, "oauth_signature_method"), "HMAC-SHA1");
    EXPECT_EQ(parameter_of(header, "oauth_token"), "");
    EXPECT_EQ(parameter_of(header, "oauth_callback"),
              "https://fairlead.test/api/integrations/callback/signer?state=" + way.state);
    EXPECT_EQ(way.state.size(), 43u);
    EXPECT_EQ(platform_.calls().front().form, (net::Pairs{{"access", "write"}}));
    EXPECT_EQ(way.started.auth_url,
              "https://signer.test/oauth/authorize?oauth_token=request-1&expiration=never");
    EXPECT_EQ(audit_.count_of("oauth_initiated"), 1u);
}

TEST_F(SignedConnect, SendsTheScopesThatAreAskedForToThePage) {
    auto ask = signer();
    ask.scopes = {"read", "write"};
    const auto way = leave(std::move(ask));
    EXPECT_EQ(query_value(way.started.auth_url, "scope"), "read,write");
    const auto answer = finish(back(way));
    ASSERT_TRUE(answer.connection);
    EXPECT_EQ(connections_of(user_).front().scopes_granted,
              (std::vector<std::string>{"read", "write"}));
}

TEST_F(SignedConnect, ConnectsTheAccountThatConsented) {
    const auto answer = finish(back(leave()));
    ASSERT_TRUE(answer.connection) << answer.message;
    const auto header = signed_with(access_path);
    EXPECT_EQ(parameter_of(header, "oauth_token"), "request-1");
    EXPECT_EQ(parameter_of(header, "oauth_verifier"), "verifier-1");
    EXPECT_EQ(parameter_of(signed_with("/me"), "oauth_token"), "access-1");
    const auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows.front().status, ConnectionStatus::connected);
    EXPECT_EQ(rows.front().provider_account_id, "7");
    EXPECT_EQ(rows.front().account_name, "Mia Sample");
    EXPECT_FALSE(rows.front().expires_at);
    const auto tokens = stored(rows.front());
    EXPECT_EQ(tokens.token_type, "OAuth1");
    EXPECT_TRUE(tokens.refresh.empty());
    EXPECT_EQ(tokens.access.expose(),
              R"({"oauth_token":"access-1","oauth_token_secret":"access-secret"})");
}

TEST_F(SignedConnect, ShowsNoSecretOnTheWay) {
    const auto way = leave();
    finish(back(way));
    std::string shown = way.started.auth_url + way.started.cookie->value;
    for (const auto& call : platform_.calls()) shown += call.authorization;
    for (const auto& line : lines_) shown += line;
    const auto all = *audit_.events.lock();
    for (const auto& event : all) shown += event.details.text;
    for (const char* secret : {"request-secret", "access-secret", "consumer-secret"})
        EXPECT_THAT(shown, Not(HasSubstr(secret)));
}

TEST_F(SignedConnect, KeepsTheEndThatTheFileFinds) {
    const auto ends = to_unix_ms(clock_.now() + Seconds{86400});
    answer(access_path, "oauth_token=a&oauth_token_secret=&ends=" + std::to_string(ends));
    ASSERT_TRUE(finish(back(leave())).connection);
    const auto rows = connections_of(user_);
    EXPECT_TRUE(rows.front().expires_at);
    const auto tokens = stored(rows.front());
    EXPECT_EQ(tokens.lifetime, Milliseconds{Seconds{86400}});
    EXPECT_EQ(tokens.access.expose(), R"({"oauth_token":"a","oauth_token_secret":""})");
}

TEST_F(SignedConnect, RefusesTheConsentToAnotherRequestToken) {
    auto ask = back(leave());
    ask.parameters[1].second = "request-2";
    const auto answer = finish(ask);
    EXPECT_EQ(answer.failure, ConnectFailure::invalid_state);
    EXPECT_TRUE(answer.is_refused);
    expect_nothing_redeemed();
    EXPECT_EQ(audit_.count_of("connect.state_rejected"), 1u);
    ask.parameters[1].second = "request-1";
    EXPECT_TRUE(finish(ask).is_refused) << "the flow is used up";
    expect_nothing_redeemed();
}

TEST_F(SignedConnect, RefusesAVerifierForNoRequestToken) {
    auto ask = back(leave());
    ask.parameters.erase(ask.parameters.begin() + 1);
    EXPECT_TRUE(finish(ask).is_refused);
    expect_nothing_redeemed();
}

TEST_F(SignedConnect, RefusesAnotherBrowserAndASecondTime) {
    const auto way = leave();
    auto stolen = back(way);
    stolen.cookies.clear();
    EXPECT_TRUE(finish(stolen).is_refused);
    EXPECT_EQ(audit_.count_of("connect.browser_mismatch"), 1u);
    expect_nothing_redeemed();
    const auto good = back(leave());
    EXPECT_TRUE(finish(good).connection);
    EXPECT_TRUE(finish(good).is_refused);
    EXPECT_EQ(platform_.count(access_path), 1u);
}

TEST_F(SignedConnect, RefusesACallbackWithoutState) {
    auto ask = back(leave());
    ask.parameters.erase(ask.parameters.begin());
    EXPECT_TRUE(finish(ask).is_refused);
    expect_nothing_redeemed();
}

TEST_F(SignedConnect, KnowsTheWaysToSayNo) {
    for (const auto& [extra, kind] : std::vector<std::pair<net::Pairs, ConnectFailure>>{
             {{{"denied", "request-1"}}, ConnectFailure::access_denied},
             {{{"oauth_problem", "user_refused"}}, ConnectFailure::access_denied},
             {{{"oauth_token", "request-1"}, {"oauth_problem", "permission_denied"}},
              ConnectFailure::access_denied},
             {{{"oauth_token", "request-1"}}, ConnectFailure::access_denied},
             {{{"oauth_token", "request-1"}, {"oauth_verifier", ""}},
              ConnectFailure::access_denied},
             {{{"error", "access_denied"}}, ConnectFailure::access_denied},
             {{{"oauth_problem", "token_expired"}}, ConnectFailure::provider_error},
             {{{"denied", "request-2"}}, ConnectFailure::invalid_state}}) {
        const auto way = leave();
        auto ask = back(way);
        ask.parameters.resize(1);
        ask.parameters.insert(ask.parameters.end(), extra.begin(), extra.end());
        EXPECT_EQ(finish(ask).failure, kind) << extra.front().first << extra.front().second;
    }
    expect_nothing_redeemed();
}

TEST_F(SignedConnect, AsksThePlatformForNoMoreThanAUserMayHaveUnderWay) {
    const auto most = static_cast<std::size_t>(FlowLimits{}.per_user);
    for (std::size_t i = 0; i < most; ++i) leave();
    const auto more = try_start(session_of(user_), signer());
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, Errc::rate_limited);
    EXPECT_EQ(platform_.count(request_path), most);
}

}  // namespace
}  // namespace fairlead::oauth
