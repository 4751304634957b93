// SPDX-License-Identifier: Apache-2.0
#include "oauth/connections_service.h"

#include "base/disk.h"
#include "base/metrics.h"
#include "base/text.h"
#include "oauth/connect_fixture.h"
#include "storage/event_store.h"

#include <rapidcheck.h>

namespace fairlead::oauth {
namespace {

class ConnectionsServiceTest : public ConnectTest {
protected:
    using Listing = ConnectionsService::Listing;

    explicit ConnectionsServiceTest(const ProviderFiles& files = {})
        : ConnectTest(files, environment()) {
        auto journal =
            storage::Journal::open(disk_, random_, db_.directory().file("refresh.journal"), 8);
        journal_ = *std::move(journal);
        const RefreshServices services{*db_,   *journal_, vault_, platform_, *integrations_,
                                       clock_, random_,   *log_,  metrics_};
        const auto here = [this]() -> Loop& { return db_.loop(); };
        refresher_ = std::make_unique<Refresher>(services, RefreshOptions{}, here);
        revocations_ =
            std::make_unique<Revocations>(refresher_->engine(), RevocationOptions{}, here);
        disconnector_ = std::make_unique<Disconnector>(refresher_->engine(), *revocations_);
        time_.observe(clock_.now());
        service_ = std::make_unique<ConnectionsService>(
            ConnectionsService::Services{*db_, vault_, *integrations_, *refresher_, *disconnector_,
                                         *start_, form_, time_, clock_, random_});
    }
    ~ConnectionsServiceTest() override { refresher_->stop(); }

    Listing list(UserId user, bool disconnected = false) {
        const auto caller = key_for(user);
        return must<Listing>([&] { return service_->list(caller, disconnected); });
    }
    Result<Connection> find(UserId user, const std::string& provider, const std::string& account) {
        const auto caller = key_for(user);
        return db_.run<Connection>([&] { return service_->find(caller, provider, account); });
    }
    void disconnect(UserId user, ConnectionId id) {
        const auto caller = key_for(user);
        must<ConnectionsService::DisconnectAnswer>(
            [&] { return service_->disconnect(caller, id); });
    }
    ConnectionView patch(UserId user, ConnectionId id, const std::string& text) {
        const auto caller = key_for(user);
        return must<ConnectionView>(
            [&] { return service_->patch_metadata(caller, id, Json{text}); });
    }

    SystemDisk disk_;
    Metrics metrics_;
    std::unique_ptr<storage::Journal> journal_;
    std::unique_ptr<Refresher> refresher_;
    std::unique_ptr<Revocations> revocations_;
    std::unique_ptr<Disconnector> disconnector_;
    DatabaseTime time_{clock_};
    FormConnect form_{*context_};
    std::unique_ptr<ConnectionsService> service_;
    UserId user_ = add_user("mia");
};

TEST_F(ConnectionsServiceTest, SaysWhenTokensCameAndWhatLettingGoDoes) {
    connect(user_, "7");
    const ConnectionView live = list(user_).connections.front();
    EXPECT_TRUE(live.last_refreshed_at);
    EXPECT_TRUE(live.next_refresh_at);
    EXPECT_EQ(live.on_disconnect, OnDisconnect::revoked);
    disconnect(user_, live.id);
    const ConnectionView gone = list(user_, true).connections.front();
    EXPECT_FALSE(gone.last_refreshed_at);
    EXPECT_FALSE(gone.next_refresh_at);
    EXPECT_EQ(gone.on_disconnect, OnDisconnect::not_offered);
}

/// Where revoking takes back all that an account granted the client.
class WholeGrantServiceTest : public ConnectionsServiceTest {
protected:
    WholeGrantServiceTest()
        : ConnectionsServiceTest(
              {{"acme.yaml", "id: acme\nauth: {oauth: {revoke: {reach: grant}}}\n"}}) {}

    /// A second integration at the same platform, as a second product of it is.
    ConnectAsk second_product(const std::string& client_id) {
        IntegrationEdit edit;
        edit.key = "acme-files";
        edit.provider = "acme";
        edit.client_id = client_id;
        edit.client_secret = Secret{std::string{"acme-secret"}};
        must<Integration>([&] {
            IntegrationEdit made = std::move(edit);
            return integrations_->put(default_workspace, std::move(made));
        });
        auto ask = acme();
        ask.provider = "acme-files";
        return ask;
    }
    ConnectionId connect_second(UserId user, ConnectAsk ask) {
        auto back = came_back(begin(user, std::move(ask)), "7");
        back.provider = "acme-files";
        const auto answer = finish(back);
        EXPECT_TRUE(answer.connection) << answer.message;
        return answer.connection.value_or(ConnectionId{});
    }
    OnDisconnect fate(UserId user, ConnectionId id) {
        const auto caller = key_for(user);
        return must<ConnectionView>([&] { return service_->get(caller, id); }).on_disconnect;
    }
    GrantFate let_go(UserId user, ConnectionId id) {
        const auto caller = key_for(user);
        return must<ConnectionsService::DisconnectAnswer>(
                   [&] { return service_->disconnect(caller, id); })
            .grant;
    }
};

TEST_F(WholeGrantServiceTest, WhatAnotherUserSharesIsKept) {
    const auto mine = *connect(user_, "7").connection;
    EXPECT_EQ(fate(user_, mine), OnDisconnect::revoked);
    const auto noa = add_user("noa");
    const auto theirs = *connect(noa, "7").connection;
    const auto another = *connect(noa, "8").connection;
    EXPECT_EQ(fate(user_, mine), OnDisconnect::kept_shared);
    EXPECT_EQ(fate(noa, another), OnDisconnect::revoked);
    EXPECT_EQ(let_go(user_, mine), GrantFate::shared);
    EXPECT_EQ(fate(noa, theirs), OnDisconnect::revoked);
    EXPECT_EQ(let_go(noa, theirs), GrantFate::revoking);
}

TEST_F(WholeGrantServiceTest, WhatAnotherProductOfTheClientSharesIsKept) {
    const auto first = *connect(user_, "7").connection;
    const auto second = connect_second(user_, second_product("acme-client"));
    EXPECT_EQ(fate(user_, first), OnDisconnect::kept_shared);
    EXPECT_EQ(fate(user_, second), OnDisconnect::kept_shared);
    EXPECT_EQ(let_go(user_, first), GrantFate::shared);
    EXPECT_EQ(let_go(user_, second), GrantFate::revoking);
}

TEST_F(WholeGrantServiceTest, AnotherClientsGrantIsAnotherGrant) {
    const auto first = *connect(user_, "7").connection;
    const auto ask = second_product("another-client");
    platform_.manners.lock()->audience = "another-client";
    const auto second = connect_second(user_, ask);
    EXPECT_EQ(fate(user_, first), OnDisconnect::revoked);
    EXPECT_EQ(let_go(user_, second), GrantFate::revoking);
}

TEST_F(ConnectionsServiceTest, ListsAUsersConnectionsAndNobodyElses) {
    connect(user_, "7");
    connect(user_, "8");
    connect(add_user("noa"), "7");
    const auto listing = list(user_);
    ASSERT_EQ(listing.connections.size(), 2U);
    EXPECT_EQ(listing.connections[0].provider_account_id, "7");
    EXPECT_TRUE(listing.connections[0].is_connected);
    EXPECT_EQ(listing.connections[0].health, ConnectionHealth::ok);
}

TEST_F(ConnectionsServiceTest, ShowsTheLastAttemptForADay) {
    platform_.answer("/acme/token", [] { return FakePlatform::reply(500, ""); });
    connect(user_, "7");
    const auto listing = list(user_);
    ASSERT_EQ(listing.attempts.size(), 1U);
    EXPECT_EQ(listing.attempts[0].provider, "acme");
    EXPECT_EQ(listing.attempts[0].kind, "provider_error");
    clock_.advance(std::chrono::hours{25});
    EXPECT_TRUE(list(user_).attempts.empty());
}

TEST_F(ConnectionsServiceTest, FindsByIdAndByThePlatformsAccountId) {
    const auto id = *connect(user_, "acct/7").connection;
    EXPECT_EQ(find(user_, "acme", id.text())->id, id);
    EXPECT_EQ(find(user_, "", "acct/7")->id, id);
    EXPECT_EQ(find(user_, "acme", "acct/7")->id, id);
    EXPECT_EQ(find(user_, "other", id.text()).error().code, Errc::not_found);
    EXPECT_EQ(find(user_, "other", "acct/7").error().code, Errc::not_found);
    EXPECT_EQ(find(user_, "acme", "8").error().code, Errc::not_found);
    EXPECT_EQ(find(add_user("noa"), "acme", id.text()).error().code, Errc::not_found);
    auto caller = key_for(user_);
    caller.user.reset();
    const auto nobodys =
        db_.run<Connection>([&] { return service_->find(caller, "acme", "acct/7"); });
    EXPECT_EQ(nobodys.error().code, Errc::invalid);
}

TEST_F(ConnectionsServiceTest, AsksWhichWhereSeveralFit) {
    connect(user_, "7");
    IntegrationEdit edit;
    edit.key = "acme-two";
    edit.provider = "acme";
    edit.client_id = "acme-client";
    edit.client_secret = Secret::copy_of("s");
    must<Integration>([&] { return integrations_->put(default_workspace, std::move(edit)); });
    auto ask = acme();
    ask.provider = "acme-two";
    auto back = came_back(begin(user_, ask), "7");
    back.provider = "acme-two";
    ASSERT_FALSE(finish(back).failure);
    EXPECT_EQ(find(user_, "", "7").error().code, Errc::conflict);
    EXPECT_EQ(find(user_, "", "7").error().faults.size(), 2U);
    EXPECT_TRUE(find(user_, "acme-two", "7"));
}

// P3, as far as the database goes.
TEST_F(ConnectionsServiceTest, LeavesNoCredentialAfterADisconnect) {
    const auto id = *connect(user_, "7").connection;
    disconnect(user_, id);
    EXPECT_TRUE(list(user_).connections.empty());
    ASSERT_EQ(list(user_, true).connections.size(), 1U);
    storage::ConnectionStore store{*db_};
    const auto row = must<std::optional<storage::TokenRow>>(
        [&] { return store.find_for_token(default_workspace, id); });
    EXPECT_FALSE(row->token);
    const auto answer = connect(user_, "7");
    EXPECT_EQ(answer.connection, id) << "connecting the account again revives it";
}

TEST_F(ConnectionsServiceTest, DoesNotDisconnectSomebodyElses) {
    const auto id = *connect(user_, "7").connection;
    const auto caller = key_for(add_user("noa"));
    const auto done = db_.run<ConnectionsService::DisconnectAnswer>(
        [&] { return service_->disconnect(caller, id); });
    EXPECT_EQ(done.error().code, Errc::not_found);
    EXPECT_TRUE(list(user_).connections[0].is_connected);
}

// P5.
TEST_F(ConnectionsServiceTest, ShowsExpiredWhereNothingCanRenewTheToken) {
    platform_.manners.lock()->refresh_token = false;
    const auto id = *connect(user_, "7").connection;
    const auto view = [&] {
        const auto caller = key_for(user_);
        return must<ConnectionView>([&] { return service_->get(caller, id); });
    };
    const auto ends = *view().expires_at;
    time_.observe(ends - 1ms);
    EXPECT_TRUE(view().is_connected);
    EXPECT_EQ(view().health, ConnectionHealth::expiring);
    time_.observe(ends);
    EXPECT_EQ(view().status, ConnectionStatus::expired);
    EXPECT_FALSE(view().is_connected);
    EXPECT_EQ(view().reason, ConnectionReason::no_refresh_token);
}

TEST_F(ConnectionsServiceTest, MergesTheApplicationsMetadata) {
    const auto id = *connect(user_, "7").connection;
    patch(user_, id, R"({"a":1,"b":{"c":2,"d":3}})");
    const auto view = patch(user_, id, R"({"a":null,"b":{"c":4}})");
    EXPECT_EQ(from_json(view.custom_metadata), parse_json(R"({"b":{"c":4,"d":3}})").value());
    const auto caller = key_for(user_);
    const auto big = "{\"x\":\"" + std::string(20'000, 'x') + "\"}";
    EXPECT_EQ(
        db_.run<ConnectionView>([&] { return service_->patch_metadata(caller, id, Json{big}); })
            .error()
            .code,
        Errc::too_large);
    EXPECT_EQ(
        db_.run<ConnectionView>([&] { return service_->patch_metadata(caller, id, Json{"[1]"}); })
            .error()
            .code,
        Errc::invalid);
}

TEST_F(ConnectionsServiceTest, KeepsSettingsPerUserAndIntegration) {
    using Settings = ConnectionsService::Settings;
    const auto caller = key_for(user_);
    const auto put = [&](std::optional<Json> settings, std::optional<bool> enabled) {
        return must<Settings>(
            [&] { return service_->put_settings(caller, "acme", settings, enabled); });
    };
    EXPECT_TRUE(must<Settings>([&] { return service_->settings(caller, "acme"); }).is_enabled);
    put(Json{R"({"event":"x"})"}, {});
    const auto after = put({}, false);
    EXPECT_FALSE(after.is_enabled);
    EXPECT_EQ(after.settings.text, R"({"event":"x"})");
    const auto other = key_for(add_user("noa"));
    EXPECT_TRUE(must<Settings>([&] { return service_->settings(other, "acme"); }).is_enabled);

    using Paused = std::set<IntegrationId>;
    EXPECT_EQ(must<Paused>([&] { return service_->paused(caller); }).size(), 1U);
    EXPECT_TRUE(must<Paused>([&] { return service_->paused(other); }).empty());
    EXPECT_TRUE(must<Paused>([&] { return service_->paused(nobody()); }).empty());
    put({}, true);
    EXPECT_TRUE(must<Paused>([&] { return service_->paused(caller); }).empty());
}

TEST_F(ConnectionsServiceTest, TellsTheUsersOtherWindowsOfSettings) {
    const auto caller = key_for(user_);
    using Settings = ConnectionsService::Settings;
    static_cast<void>(must<Settings>(
        [&] { return service_->put_settings(caller, "acme", std::nullopt, false); }));
    storage::EventStore events{*db_};
    const auto told = must<std::vector<storage::EventStore::Stored>>(
        [&] { return events.list_of_user(caller.workspace, user_, 0, 10); });
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().event.type, "settings.changed");
    EXPECT_NE(told.front().event.data.text.find(R"("isEnabled":false)"), std::string::npos);
}

// --- properties ---------------------------------------------------------------------------------

class ConnectProperties : public ConnectionsServiceTest {};

/// A user's history: which account is connected or let go when.
struct Step {
    bool connect = true;
    int account = 0;
};

// P1 and P7: whatever the order of connects and disconnects, each account has one connection, live
// exactly when its last step was a connect, and the accounts do not disturb each other.
TEST_F(ConnectProperties, AtMostOneConnectionPerAccount) {
    EXPECT_TRUE(rc::check([this] {
        const auto user = add_user("user-" + random_.base64url(8));
        const auto steps = *rc::gen::container<std::vector<Step>>(
            rc::gen::apply([](bool connects, int account) { return Step{connects, account}; },
                           rc::gen::arbitrary<bool>(), rc::gen::inRange(0, 4)));
        std::map<int, bool> live;
        std::map<int, ConnectionId> ids;
        for (const auto& step : steps) {
            if (step.connect) {
                const auto id = connect(user, std::to_string(step.account)).connection;
                RC_ASSERT(id.has_value());
                if (ids.contains(step.account)) RC_ASSERT(ids[step.account] == *id);
                ids[step.account] = *id;
                live[step.account] = true;
            } else if (ids.contains(step.account)) {
                disconnect(user, ids[step.account]);
                live[step.account] = false;
            }
        }
        const auto rows = connections_of(user);
        RC_ASSERT(rows.size() == ids.size());
        for (const auto& row : rows) {
            const auto account = static_cast<int>(*parse_integer(row.provider_account_id));
            RC_ASSERT(row.id == ids[account]);
            RC_ASSERT((row.status == ConnectionStatus::connected) == live[account]);
        }
    }));
}

// P4: any state but the one issued is refused, whatever is done to it.
TEST_F(ConnectProperties, RefusesEveryOtherState) {
    EXPECT_TRUE(rc::check([this] {
        const auto user = add_user("user-" + random_.base64url(8));
        const auto begun = begin(user);
        auto state = begun.state;
        if (*rc::gen::arbitrary<bool>()) {
            state = *rc::gen::arbitrary<std::string>();
        } else {
            const auto at = *rc::gen::inRange<std::size_t>(0, state.size());
            state[at] = *rc::gen::suchThat(rc::gen::arbitrary<char>(),
                                           [&](char c) { return c != begun.state[at]; });
        }
        RC_PRE(state != begun.state);
        auto ask = came_back(begun, "7");
        ask.parameters[1].second = state;
        const auto calls = platform_.count("/acme/token");
        RC_ASSERT(finish(ask).is_refused);
        RC_ASSERT(platform_.count("/acme/token") == calls);
        RC_ASSERT(connections_of(user).empty());
    }));
}

// P8: metadata written is read back as it was.
TEST_F(ConnectProperties, ReadsMetadataBackAsWritten) {
    EXPECT_TRUE(rc::check([this] {
        const auto user = add_user("user-" + random_.base64url(8));
        const auto id = *connect(user, "7").connection;
        const auto written = *rc::gen::arbitrary<std::map<std::string, std::int64_t>>();
        json::object object;
        for (const auto& [name, value] : written)
            if (is_valid_utf8(name)) object[name] = value;
        const auto text = to_json(object);
        const auto view = patch(user, id, text.text);
        RC_ASSERT(from_json(view.custom_metadata) == json::value(object));
        RC_ASSERT(from_json(list(user).connections[0].custom_metadata) == json::value(object));
    }));
}

}  // namespace
}  // namespace fairlead::oauth
