// SPDX-License-Identifier: Apache-2.0
#include "oauth/tokens.h"

#include "oauth/refresh_fixture.h"
#include "oauth/refresh_sweep.h"
#include "storage/settings_store.h"

namespace fairlead::oauth {
namespace {

class CountingAudit final : public AuditSink {
public:
    std::atomic<int> reads{0};
    Task<Result<void>> record(AuditEvent) override { co_return ok(); }
    Task<Result<SealedAuditEvent>> seal(AuditEvent) override { co_return SealedAuditEvent{}; }
    void count(const char*, WorkspaceId, std::optional<ApiKeyId>, ConnectionId) override {
        ++reads;
    }
};

class TokensTest : public RefreshTest {
protected:
    Result<AccessToken> read(std::optional<UserId> user = {}) {
        Tokens tokens(refresher_->engine(), *refresher_, audit_);
        return read(tokens, {default_workspace, user, id_, {}});
    }
    /// What is at hand must be what access_token() would have given.
    Result<AccessToken> read(Tokens& tokens, const TokenAsk& ask) {
        const auto at_hand = token_at_hand(ask);
        auto answer = db_.run<AccessToken>([&] { return tokens.access_token(ask); });
        if (at_hand) {
            EXPECT_EQ(access(answer), at_hand->token.expose());
        }
        return answer;
    }
    std::optional<AccessToken> token_at_hand(const TokenAsk& ask) {
        CountingAudit apart;
        Tokens tokens(refresher_->engine(), *refresher_, apart);
        auto at_hand = tokens.token_at_hand(ask);
        EXPECT_EQ(apart.reads, at_hand ? 1 : 0);
        return at_hand;
    }
    Result<AccessToken> read_of(const std::string& external_user) {
        Tokens tokens(refresher_->engine(), *refresher_, audit_);
        TokenAsk ask{default_workspace, {}, id_, {}};
        ask.external_user = external_user;
        return read(tokens, ask);
    }
    Result<AccessToken> newer(std::int64_t rejected) {
        Tokens tokens(refresher_->engine(), *refresher_, audit_);
        const TokenAsk ask{default_workspace, {}, id_, {}};
        return db_.run<AccessToken>([&] { return tokens.newer_token(ask, rejected); });
    }
    std::string access(const Result<AccessToken>& answer) {
        return answer ? std::string{answer->token.expose()} : answer.error().message;
    }

    CountingAudit audit_;
};

TEST_F(TokensTest, AUsableTokenIsReadWithoutACall) {
    begin(Rotation::strict_family);
    const auto token = read();
    ASSERT_TRUE(token);
    EXPECT_EQ(token->token.expose(), "first-access");
    EXPECT_EQ(token->token_type, "Bearer");
    EXPECT_EQ(token->generation, 1);
    EXPECT_EQ(token->scopes, std::vector<std::string>{"read"});
    EXPECT_TRUE(token->expires_at);
    EXPECT_TRUE(provider_->calls().empty());
    EXPECT_EQ(audit_.reads, 1);
}

TEST_F(TokensTest, AUsableTokenOfTheEmbeddedFileIsAtHand) {
    begin(Rotation::strict_family);
    const TokenAsk ask{default_workspace, user_, id_, {}};
    const auto token = token_at_hand(ask);
    ASSERT_EQ(token.has_value(), storage::engine_under_test() == storage::Engine::sqlite);
    if (!token) return;
    EXPECT_EQ(token->token.expose(), "first-access");
    EXPECT_EQ(token->token_type, "Bearer");
    EXPECT_EQ(token->generation, 1);
    EXPECT_EQ(token->scopes, std::vector<std::string>{"read"});
    EXPECT_TRUE(token->expires_at);
    disconnect_now();
    EXPECT_FALSE(token_at_hand(ask));
}

TEST_F(TokensTest, InItsLastMinuteItIsRefreshedFirst) {
    begin(Rotation::strict_family);
    set_access_left(59s);
    EXPECT_FALSE(token_at_hand({default_workspace, user_, id_, {}}));
    const auto token = read();
    ASSERT_TRUE(token);
    EXPECT_EQ(token->generation, 2);
    EXPECT_EQ(provider_->calls().size(), 1u);
    EXPECT_EQ(audit_.reads, 1);
}

TEST_F(TokensTest, ATokenInItsLastMinuteIsBetterThanNone) {
    begin(Rotation::strict_family);
    set_access_left(30s);
    provider_->next({Act::reply, 429, "", ""});
    EXPECT_EQ(access(read()), "first-access");
    set_access_left(-1s);
    provider_->next({Act::reply, 429, "", ""});
    const auto over = read();
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, Errc::rate_limited);
    EXPECT_EQ(audit_.reads, 1);
}

TEST_F(TokensTest, ADeadConnectionSaysSo) {
    begin(Rotation::strict_family);
    provider_->revoke_all();
    set_access_left(-1s);
    for (int i = 0; i < 2; ++i) {
        const auto answer = read();
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, Errc::reconnect_required);
    }
    EXPECT_EQ(provider_->calls().size(), 1u);
}

TEST_F(TokensTest, TheApplicationsOwnNameOfTheUserIsChecked) {
    begin(Rotation::strict_family);
    sql("UPDATE users SET external_id = 'theirs' WHERE id = $1", {user_.value});
    EXPECT_TRUE(read_of("theirs"));
    EXPECT_EQ(read_of("somebody else").error().code, Errc::not_found);
    sql("UPDATE users SET disabled = $2 WHERE id = $1", {user_.value, true});
    EXPECT_EQ(read_of("theirs").error().code, Errc::forbidden);
    EXPECT_EQ(read_of("somebody else").error().code, Errc::not_found);
}

TEST_F(TokensTest, ATokenWhoseRowNamesAnotherKeyOpensWithItsOwners) {
    begin(Rotation::strict_family);
    sql("UPDATE connections SET key_id = $1", {Uuid{}});
    EXPECT_EQ(access(read()), "first-access");
    sql("UPDATE connections SET key_wrapped = $1", {storage::Bytes{"another user's"}});
    EXPECT_EQ(access(read()), "first-access");
    sql("UPDATE connections SET key_wrapped = NULL", {});
    EXPECT_EQ(access(read()), "first-access");
}

TEST_F(TokensTest, SomebodyElsesAndDisconnectedOnesAreAbsent) {
    begin(Rotation::strict_family);
    EXPECT_TRUE(read(user_));
    EXPECT_EQ(read(UserId{Uuid{{7}}}).error().code, Errc::not_found);
    disconnect_now();
    EXPECT_EQ(read().error().code, Errc::not_found);
    EXPECT_EQ(audit_.reads, 1);
}

TEST_F(TokensTest, ASwitchedOffIntegrationGivesNoToken) {
    begin(Rotation::strict_family);
    const storage::Params params{integration_.value};
    sql("UPDATE integrations SET enabled = FALSE WHERE id = $1", params);
    const auto answer = read();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::conflict);
    EXPECT_STREQ(answer.error().reason, "integration_disabled");
}

TEST_F(TokensTest, ARejectedTokenIsRefreshedOnceForAll) {
    begin(Rotation::strict_family);
    const auto first = newer(1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->generation, 2);
    const auto second = newer(1);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->generation, 2);
    EXPECT_EQ(provider_->calls().size(), 1u);
}

TEST_F(TokensTest, ARejectedCredentialThatNothingRenewsAsksForAnother) {
    begin(Rotation::none);
    auto spec = std::make_shared<catalog::ProviderSpec>(*client_->provider);
    spec->method.kind = catalog::AuthKind::key;
    spec->method.refresh.by = catalog::RefreshBy::none;
    client_->provider = spec;
    sql("UPDATE connections SET refresh_sealed = NULL, access_expires = NULL, expires_at = NULL",
        {});
    EXPECT_EQ(access(read()), "first-access");
    // Of an older one that was replaced meanwhile nothing follows.
    EXPECT_TRUE(newer(0));
    EXPECT_EQ(connection().status, ConnectionStatus::connected);

    EXPECT_EQ(newer(1).error().code, Errc::reconnect_required);
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(connection().reason, ConnectionReason::revoked);
    EXPECT_EQ(notices(), std::vector<std::string>{"revoked"});
    EXPECT_EQ(read().error().code, Errc::reconnect_required);
    EXPECT_TRUE(provider_->calls().empty());
}

class SweepTest : public RefreshTest {
protected:
    std::unique_ptr<RefreshSweep> sweep(SweepOptions options = {}) {
        return std::make_unique<RefreshSweep>(*refresher_, options,
                                              [this]() -> Loop& { return db_.loop(); });
    }
    int look(RefreshSweep& sweep) {
        return must<int>([&] { return sweep.look(); });
    }
    void make_due(const storage::Params& params) {
        sql("UPDATE connections SET refresh_at = $1", params);
    }
    void wait_until_idle(RefreshSweep& sweep) {
        while (sweep.in_flight() > 0) std::this_thread::yield();
    }
};

TEST_F(SweepTest, RefreshesWhatIsDueAndNothingElse) {
    begin(Rotation::strict_family);
    const auto it = sweep();
    EXPECT_EQ(look(*it), 0);
    make_due({from_unix_ms(1000)});
    EXPECT_EQ(look(*it), 1);
    wait_until_idle(*it);
    EXPECT_EQ(guard().generation, 2);
    EXPECT_EQ(look(*it), 0);
}

TEST_F(SweepTest, ManyAtOnceWaitInLine) {
    begin(Rotation::strict_family);
    for (int i = 0; i < 40; ++i) connect("more-" + std::to_string(i), provider_->grant());
    make_due({from_unix_ms(1000)});
    SweepOptions options;
    options.per_provider = 10;
    options.page = 7;
    options.pages = 2;
    const auto it = sweep(options);
    provider_->next({Act::hold_answer});
    EXPECT_EQ(look(*it), 10);
    EXPECT_LE(it->in_flight(), 10u);
    provider_->wait_for_calls(1);
    provider_->release();
    // What ends between a look's page and its start is begun once more, and finds nothing to do.
    while (provider_->calls().size() < 41) {
        look(*it);
        EXPECT_LE(it->in_flight(), 10u);
    }
    wait_until_idle(*it);
    EXPECT_EQ(look(*it), 0);
    EXPECT_EQ(provider_->calls().size(), 41u);
    EXPECT_EQ(provider_->reuses(), 0u);
}

TEST_F(SweepTest, AProviderWithALongQueueLeavesPlacesToOthers) {
    begin(Rotation::strict_family);
    for (int i = 0; i < 80; ++i) connect("more-" + std::to_string(i), provider_->grant());
    make_due({from_unix_ms(1000)});
    sql("UPDATE connections SET provider = 'other', refresh_at = $1 "
        "WHERE provider_account_id LIKE 'more-3_'",
        {from_unix_ms(2000)});
    const auto it = sweep();
    EXPECT_EQ(look(*it), RefreshPace::least / 2 + 10);
    wait_until_idle(*it);
}

TEST_F(SweepTest, TheLoopWakesAtTheNextDueTime) {
    begin(Rotation::strict_family);
    provider_->set_lifetime(1);
    const auto it = sweep();
    make_due({from_unix_ms(1000)});
    it->start();
    // Due at 75-85 % of one second, three times over.
    while (guard().generation < 4) std::this_thread::yield();
    it->stop();
    EXPECT_EQ(provider_->reuses(), 0u);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
}

TEST_F(SweepTest, WhatCannotBeDoneIsPutOff) {
    begin(Rotation::strict_family);
    make_due({from_unix_ms(1000)});
    clients_.client = nullptr;
    const auto it = sweep();
    EXPECT_EQ(look(*it), 1);
    wait_until_idle(*it);
    EXPECT_GT(*connection().refresh_at, guard().now);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
}

TEST_F(SweepTest, AnAccessTokenWithoutARefreshTokenExpires) {
    begin(Rotation::strict_family);
    sql("UPDATE connections SET refresh_sealed = NULL", {});
    set_access_left(-1s);
    make_due({from_unix_ms(1000)});
    const auto it = sweep();
    EXPECT_EQ(look(*it), 1);
    wait_until_idle(*it);
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(connection().reason, ConnectionReason::no_refresh_token);
    EXPECT_EQ(notices(), std::vector<std::string>{"no_refresh_token"});
    EXPECT_TRUE(provider_->calls().empty());
}

TEST_F(SweepTest, ARefusedTokenIsMarkedWhenItsAccessTokenIsOver) {
    begin(Rotation::strict_family);
    sql("UPDATE refresh_guard SET refused = 1", {});
    const auto it = sweep();
    look(*it);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    set_access_left(-1s);
    look(*it);
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(connection().reason, ConnectionReason::lost_rotation);
}

}  // namespace
}  // namespace fairlead::oauth
