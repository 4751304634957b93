// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_fixture.h"

namespace fairlead::oauth {
namespace {

class RefresherTest : public RefreshTest {};

std::string access_of(const SharedOutcome& outcome) {
    const auto* token = token_of(*outcome);
    return token ? std::string{token->token.expose()} : std::string{};
}

template <class T>
bool is(const SharedOutcome& outcome) {
    return std::holds_alternative<T>(*outcome);
}

TEST_F(RefresherTest, StoresARotatedTokenBeforeItAnswers) {
    begin(Rotation::strict_family);
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<Refreshed>(outcome)) << name_of(*outcome) << log_text_;
    EXPECT_EQ(token_of(*outcome)->generation, 2);
    const auto tokens = stored();
    EXPECT_EQ(access_of(outcome), tokens.access.expose());
    EXPECT_NE(tokens.refresh.expose(), first_token_);
    EXPECT_TRUE(provider_->is_valid(std::string{tokens.refresh.expose()}));
    EXPECT_EQ(attempts("open"), 0);
    EXPECT_FALSE(guard().lease);
    EXPECT_EQ(guard().generation, 2);
    EXPECT_EQ(connection().generation, 2);
    ASSERT_TRUE(connection().refresh_at && connection().expires_at);
    EXPECT_LT(*connection().refresh_at, *connection().expires_at);
    EXPECT_EQ(events().back(), "connection.refreshed");
    ASSERT_TRUE(run_blocking(db_.loop(), [&] { return journal_->flush(); }));
    EXPECT_EQ(journal_->free_slots(), slots_);
}

TEST_F(RefresherTest, AMissingRefreshTokenKeepsTheOldOne) {
    begin(Rotation::none);
    provider_->omit_refresh_token(true);
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    EXPECT_EQ(stored_refresh(), first_token_);
    ASSERT_TRUE(is<Refreshed>(refresh(2)));
    EXPECT_EQ(guard().unchanged, 2);
}

TEST_F(RefresherTest, ACallerWithAnOlderTokenGetsTheStoredOneWithoutACall) {
    begin(Rotation::strict_family);
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    const auto outcome = refresh(1, Why::unauthorized);
    ASSERT_TRUE(is<Refreshed>(outcome));
    EXPECT_EQ(token_of(*outcome)->generation, 2);
    EXPECT_EQ(provider_->calls().size(), 1u);
}

TEST_F(RefresherTest, ManyCallersMakeOneCall) {
    begin(Rotation::strict_family);
    std::vector<std::future<SharedOutcome>> callers;
    for (int i = 0; i < 64; ++i) callers.push_back(refresh_in_background(1));
    for (auto& caller : callers) {
        const auto outcome = caller.get();
        ASSERT_TRUE(is<Refreshed>(outcome)) << name_of(*outcome);
        EXPECT_EQ(token_of(*outcome)->generation, 2);
    }
    EXPECT_EQ(provider_->calls().size(), 1u);
}

TEST_F(RefresherTest, ADeadTokenAsksForTheUser) {
    begin(Rotation::strict_family);
    provider_->revoke_all();
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<ReconnectRequired>(outcome)) << name_of(*outcome) << log_text_;
    EXPECT_EQ(std::get<ReconnectRequired>(*outcome).reason, ConnectionReason::dead_refresh_token);
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(notices(), std::vector<std::string>{"dead_refresh_token"});
    EXPECT_TRUE(guard().refused);
    EXPECT_FALSE(connection().refresh_at);
    // The refused generation is never presented again.
    ASSERT_TRUE(is<ReconnectRequired>(refresh(1)));
    EXPECT_EQ(provider_->presented(first_token_), 1u);
    // A new consent heals, and clears the notice.
    reconnect(provider_->grant());
    EXPECT_EQ(notices(), std::vector<std::string>{});
    ASSERT_TRUE(is<Refreshed>(refresh()));
}

TEST_F(RefresherTest, AnOperatorsFaultDisconnectsNobody) {
    begin(Rotation::strict_family);
    provider_->next({Act::reply, 401, "", R"({"error":"invalid_client"})"});
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<StillGood>(outcome)) << name_of(*outcome);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_EQ(connection().reason, ConnectionReason::provider_config);
    EXPECT_EQ(attempts("open") + attempts("unknown"), 0);
    EXPECT_FALSE(guard().lease);
    EXPECT_NE(log_text_.find("check the integration"), std::string::npos);
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    EXPECT_EQ(connection().reason, ConnectionReason::none);
}

TEST_F(RefresherTest, ATooManyIsHonouredAndTakesNothing) {
    begin(Rotation::strict_family);
    provider_->next({Act::reply, 429, "Retry-After: 77\r\n", ""});
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<StillGood>(outcome));
    EXPECT_EQ(std::get<StillGood>(*outcome).why.retry_after, Seconds{77});
    EXPECT_EQ(std::get<StillGood>(*outcome).why.code, Errc::rate_limited);
    EXPECT_GE(*connection().refresh_at, guard().now + 76s);
    EXPECT_EQ(guard().failures, 1);
    EXPECT_EQ(attempts("open") + attempts("unknown"), 0);
}

TEST_F(RefresherTest, NothingSentIsCertain) {
    begin(Rotation::strict_family);
    provider_.reset();  // nobody listens there any more
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<StillGood>(outcome)) << name_of(*outcome);
    EXPECT_EQ(attempts("open") + attempts("unknown"), 0);
    EXPECT_FALSE(guard().lease);
    EXPECT_GT(*connection().refresh_at, guard().now);
}

/// So many calls get no connection in time; those after them go through.
class LateConnections final : public net::HttpClient {
public:
    LateConnections(std::unique_ptr<net::HttpClient> inner, int times)
        : inner_(std::move(inner)), left_(times) {}

    Task<Result<net::Exchange>> send(net::ClientRequest request) override {
        if (left_-- <= 0) co_return co_await inner_->send(std::move(request));
        net::Exchange late;
        late.failure = {net::Progress::never_sent, Error{Errc::timeout, "It took too long."}};
        co_return late;
    }

private:
    std::unique_ptr<net::HttpClient> inner_;
    std::atomic<int> left_;
};

TEST_F(RefresherTest, AConnectionThatDidNotComeInTimeIsTriedOnceMore) {
    begin(Rotation::strict_family);
    crash();
    http_ = std::make_unique<LateConnections>(std::move(http_), 1);
    start();
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<Refreshed>(outcome)) << name_of(*outcome);
    EXPECT_EQ(provider_->presented(first_token_), 1u);
    EXPECT_EQ(guard().failures, 0);
}

TEST_F(RefresherTest, AndOnceOnly) {
    begin(Rotation::strict_family);
    crash();
    http_ = std::make_unique<LateConnections>(std::move(http_), 2);
    start();
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<StillGood>(outcome)) << name_of(*outcome);
    EXPECT_EQ(attempts("open") + attempts("unknown"), 0);
    EXPECT_FALSE(guard().lease);
    EXPECT_EQ(guard().failures, 1);
    EXPECT_EQ(provider_->calls().size(), 0u);
}

TEST_F(RefresherTest, ALostAnswerLeavesTheLeaseToRunOut) {
    begin(Rotation::strict_family);
    provider_->next({Act::cut_answer});
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<OutcomeUnknown>(outcome)) << name_of(*outcome);
    EXPECT_EQ(access_of(outcome), "first-access");
    EXPECT_EQ(attempts("unknown"), 1);
    EXPECT_TRUE(guard().lease);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_EQ(connection().reason, ConnectionReason::refresh_unknown);
    EXPECT_EQ(notices(), std::vector<std::string>{"refresh_unknown"});
    // Nothing before the access token's last minute.
    end_lease();
    ASSERT_TRUE(is<OutcomeUnknown>(refresh(1)));
    EXPECT_EQ(provider_->calls().size(), 1u);
    EXPECT_GT(*connection().refresh_at, guard().now + 50min);
    // Then the declared late try, which the platform takes for theft.
    set_access_left(30s);
    const auto late = refresh(1);
    ASSERT_TRUE(is<ReconnectRequired>(late)) << name_of(*late);
    EXPECT_EQ(std::get<ReconnectRequired>(*late).reason, ConnectionReason::lost_rotation);
    EXPECT_NE(metrics_.text().find(
                  R"(fairlead_refresh_unknown_retries_total{rotation="strict-family"} 1)"),
              std::string::npos);
}

TEST_F(RefresherTest, ALostRequestIsTriedAgainLateAndHeals) {
    begin(Rotation::strict_family);
    provider_->next({Act::cut_request});
    ASSERT_TRUE(is<OutcomeUnknown>(refresh(1)));
    end_lease();
    set_access_left(30s);
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    EXPECT_EQ(attempts("unknown"), 0 + attempts("unknown"));
    EXPECT_EQ(notices(), std::vector<std::string>{});
    EXPECT_EQ(provider_->reuses(), 0u);
}

TEST_F(RefresherTest, WithoutRotationAnUnknownOutcomeIsRepeatedAtOnce) {
    begin(Rotation::none);
    provider_->next({Act::cut_answer});
    ASSERT_TRUE(is<StillGood>(refresh(1)));
    EXPECT_FALSE(guard().lease);
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    EXPECT_EQ(attempts("unknown"), 1);
    // Superseded by the next success.
    ASSERT_TRUE(is<Refreshed>(refresh(2)));
    EXPECT_EQ(attempts("unknown"), 0);
}

TEST_F(RefresherTest, GraceIsUsedAfterTheQuietTime) {
    begin(Rotation::grace, 300ms, 200ms);
    provider_->set_grace(30s);
    auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
    spec->method.refresh.grace = 30s;
    client_->provider = spec;
    provider_->next({Act::cut_answer});
    ASSERT_TRUE(is<OutcomeUnknown>(refresh(1)));
    const auto outcome = refresh(1);  // waits for the lease of half a second to run out
    ASSERT_TRUE(is<Refreshed>(outcome)) << name_of(*outcome);
    EXPECT_EQ(provider_->reuses(), 0u);
    EXPECT_EQ(provider_->presented(first_token_), 2u);
    EXPECT_EQ(metrics_.text().find("unknown_retries_total{"), std::string::npos);
}

TEST_F(RefresherTest, ALongAnswerIsUnknownAndALateOneIsReadFirst) {
    begin(Rotation::strict, 400ms, 400ms);
    provider_->next({Act::reply_processed, 200, "",
                     R"({"access_token":")" + std::string(70 * 1024, 'a') + "\"}"});
    ASSERT_TRUE(is<OutcomeUnknown>(refresh(1)));
    EXPECT_EQ(attempts("unknown"), 1);
}

TEST_F(RefresherTest, ADeadlineEndsAHungCall) {
    begin(Rotation::strict_family, 300ms, 300ms);
    provider_->next({Act::hold_answer});
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<OutcomeUnknown>(outcome)) << name_of(*outcome);
    EXPECT_EQ(attempts("unknown"), 1);
    provider_->release();
}

/// It would be missed by the next refresh, and the user asked to grant what nobody wanted.
TEST_F(RefresherTest, AScopeThatCameUnaskedIsNotMissedLater) {
    begin(Rotation::none);
    const auto bring = [&](const char* scope) {
        provider_->next(
            {Act::reply, 200, "",
             std::string{R"({"access_token":"at-x","expires_in":3600,"scope":")"} + scope + "\"}"});
    };
    bring("read unasked");
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    EXPECT_EQ(connection().scopes_granted, std::vector<std::string>{"read"});
    bring("read");
    ASSERT_TRUE(is<Refreshed>(refresh(2)));
    EXPECT_EQ(connection().scopes_missing, std::vector<std::string>{});
    bring("");
    ASSERT_TRUE(is<Refreshed>(refresh(3)));
    EXPECT_EQ(connection().scopes_granted, std::vector<std::string>{"read"});
    bring("other");
    ASSERT_TRUE(is<Refreshed>(refresh(4)));
    EXPECT_EQ(connection().scopes_missing, std::vector<std::string>{"read"});
}

TEST_F(RefresherTest, NoSecretReachesTheLog) {
    begin(Rotation::strict_family);
    ASSERT_TRUE(is<Refreshed>(refresh(1)));
    provider_->revoke_all();
    ASSERT_TRUE(is<ReconnectRequired>(refresh(2)));
    for (const auto* secret : {"rt-", "at-", "CLIENT-SECRET", "first-access"}) {
        EXPECT_EQ(log_text_.find(secret), std::string::npos) << secret;
        EXPECT_EQ(metrics_.text().find(secret), std::string::npos) << secret;
    }
}

TEST_F(RefresherTest, AChangedCiphertextIsLoudAndNothingIsSent) {
    begin(Rotation::strict_family);
    const storage::Params params{id_.value};
    sql("UPDATE connections SET refresh_sealed = access_sealed WHERE id = $1", params);
    const auto outcome = refresh(1);
    ASSERT_TRUE(is<RefreshFailed>(outcome));
    EXPECT_EQ(connection().status, ConnectionStatus::error);
    EXPECT_EQ(connection().reason, ConnectionReason::vault_error);
    EXPECT_TRUE(provider_->calls().empty());
    EXPECT_EQ(attempts("open"), 0);
}

TEST_F(RefresherTest, ALifetimeThatWasNotToldIsAskedFor) {
    begin(Rotation::strict_family);
    auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
    auto& request = spec->method.introspect.emplace();
    request.url = {*catalog::Template::parse(provider_->url("/introspect"))};
    client_->provider = spec;
    const std::string body = R"({"access_token":"untold","refresh_token":"next"})";
    provider_->next({Act::reply_processed, 200, "", body});
    const auto end = std::to_string(to_unix_ms(clock_.now()) / 1000 + 500);
    provider_->next({Act::reply, 200, "", R"({"active":true,"exp":)" + end + "}"});
    ASSERT_TRUE(is<Refreshed>(refresh(1))) << log_text_;
    EXPECT_EQ(stored_refresh(), "next");
    EXPECT_GT(stored().lifetime, 0ms);
    EXPECT_LE(stored().lifetime, 500s);
    EXPECT_TRUE(connection().expires_at && connection().refresh_at);

    // What cannot be found out delays nothing and spoils nothing.
    provider_->next({Act::reply, 200, "", body});
    provider_->next({Act::reply, 500, "", ""});
    ASSERT_TRUE(is<Refreshed>(refresh(2))) << log_text_;
    EXPECT_FALSE(connection().expires_at);
    EXPECT_EQ(guard().generation, 3);
}

TEST_F(RefresherTest, WhatASecondCallMadeIsNotReplacedByTheFirstOnesAnswer) {
    begin(Rotation::none);
    auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
    spec->method.refresh.is_post_exchange = true;
    client_->provider = spec;
    const auto still = refresh(1);
    EXPECT_TRUE(is<StillGood>(still)) << name_of(*still);
    set_access_left(-1s);
    const auto over = refresh(1);
    EXPECT_TRUE(is<ReconnectRequired>(over)) << name_of(*over);
    EXPECT_EQ(connection().reason, ConnectionReason::no_refresh_token);
    EXPECT_TRUE(provider_->calls().empty());
}

}  // namespace
}  // namespace fairlead::oauth
