// SPDX-License-Identifier: Apache-2.0
#include "storage/connect_attempt_store.h"
#include "storage/connect_session_store.h"
#include "storage/settings_store.h"
#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class ConnectSessionStoreTest : public StoreTest {
protected:
    using Found = std::optional<ConnectSession>;
    using Taken = std::optional<ConnectResult>;

    ConnectSession add(const std::string& hash) {
        ConnectSession made;
        made.id = fresh<ConnectSessionId>();
        made.workspace = default_workspace;
        made.user = add_user("u");
        made.token_hash = hash;
        made.request = Json{R"({"integration":"acme"})"};
        made.finish_challenge = "challenge";
        made.created_at = start;
        made.expires_at = start + 10min;
        must_in_tx([&](Tx& tx) { return ConnectSessionStore::insert(tx, made); });
        return made;
    }
    Found open(const std::string& hash, Time now) {
        return must<Found>([&] { return sessions_.open(hash, now); });
    }
    void put_result(const ConnectSession& session) {
        ConnectResult result;
        result.session = session.id;
        result.workspace = default_workspace;
        result.sealed = "sealed";
        result.details = Json{R"({"account":"7"})"};
        result.created_at = start;
        must_in_tx([&](Tx& tx) { return ConnectSessionStore::put_result(tx, result); });
    }
    Taken take_result(ConnectSessionId id) {
        return in_tx<Taken>(
            [&](Tx& tx) { return ConnectSessionStore::take_result(tx, default_workspace, id); });
    }

    ConnectSessionStore sessions_{*db_};
};

TEST_F(ConnectSessionStoreTest, ALinkOpensOnce) {
    const auto made = add("hash");
    const auto opened = open("hash", start + 1min);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->id, made.id);
    EXPECT_EQ(opened->request, made.request);
    EXPECT_EQ(opened->finish_challenge, "challenge");
    EXPECT_EQ(opened->opened_at, start + 1min);
    EXPECT_FALSE(open("hash", start + 1min));
    EXPECT_FALSE(open("other", start));
    EXPECT_TRUE(must<Found>([&] { return sessions_.find(default_workspace, made.id); }));
    EXPECT_TRUE(must<Found>([&] { return sessions_.find_by_token_hash("hash"); }));
}

TEST_F(ConnectSessionStoreTest, ALinkThatIsOverDoesNotOpen) {
    static_cast<void>(add("hash"));
    EXPECT_FALSE(open("hash", start + 10min));
    EXPECT_TRUE(open("hash", start + 10min - 1ms));
}

TEST_F(ConnectSessionStoreTest, AResultIsTakenOnce) {
    const auto made = add("hash");
    put_result(made);
    const auto taken = take_result(made.id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->sealed, "sealed");
    EXPECT_EQ(taken->details, Json{R"({"account":"7"})"});
    EXPECT_FALSE(take_result(made.id));
}

TEST_F(ConnectSessionStoreTest, AnAbandonedResultIsKeptUntilItWasTaken) {
    const auto made = add("hash");
    static_cast<void>(add("without result"));
    put_result(made);
    const auto abandoned = [&](Time before) {
        return must<std::vector<ConnectResult>>(
            [&, before] { return sessions_.abandoned(before, 10); });
    };
    const auto erase_over = [&](Time before) {
        return must<std::int64_t>([&, before] { return sessions_.erase_over(before); });
    };
    EXPECT_TRUE(abandoned(start + 10min).empty());
    ASSERT_EQ(abandoned(start + 11min).size(), 1U);
    EXPECT_EQ(erase_over(start + 11min), 1);
    EXPECT_TRUE(take_result(made.id));
    EXPECT_EQ(erase_over(start + 11min), 1);
}

class ConnectAttemptStoreTest : public StoreTest {
protected:
    ConnectAttempt attempt(UserId user, const std::string& kind) {
        ConnectAttempt made;
        made.workspace = default_workspace;
        made.user = user;
        made.integration = acme_.id;
        made.kind = kind;
        made.message = "Connection cancelled.";
        made.failed_at = clock_.now();
        return made;
    }
    std::vector<ConnectAttempt> list(UserId user, Time since) {
        return must<std::vector<ConnectAttempt>>(
            [&] { return attempts_.list(default_workspace, user, since); });
    }

    ConnectAttemptStore attempts_{*db_};
};

TEST_F(ConnectAttemptStoreTest, TheLastFailureReplacesTheOneBefore) {
    const auto user = add_connection().user;
    auto second = attempt(user, "network");
    second.retry_at = start + 5min;
    for (const auto& each : {attempt(user, "access_denied"), second}) {
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return attempts_.put(each); }));
    }
    ASSERT_EQ(list(user, start - 1ms).size(), 1U);
    EXPECT_EQ(list(user, start - 1ms)[0].kind, "network");
    EXPECT_EQ(list(user, start - 1ms)[0].retry_at, start + 5min);
    EXPECT_TRUE(list(user, start).empty()) << "a day later it is not shown";
    EXPECT_EQ(must<std::int64_t>([&] { return attempts_.erase_before(start); }), 0);
    EXPECT_EQ(must<std::int64_t>([&] { return attempts_.erase_before(start + 1ms); }), 1);
}

TEST_F(ConnectAttemptStoreTest, ASuccessClearsIt) {
    const auto user = add_connection().user;
    const auto made = attempt(user, "network");
    ASSERT_TRUE(run_blocking(db_.loop(), [&] { return attempts_.put(made); }));
    must_in_tx(
        [&](Tx& tx) { return ConnectAttemptStore::clear(tx, default_workspace, user, acme_.id); });
    EXPECT_TRUE(list(user, start - 1ms).empty());
}

class SettingsStoreTest : public StoreTest {
protected:
    SettingsStore settings_{*db_};
};

TEST_F(SettingsStoreTest, AreOnAndEmptyUntilPut) {
    const auto connection = add_connection();
    const auto find = [&] {
        return must<IntegrationSettings>([&] {
            return settings_.find(default_workspace, connection.user, connection.integration_id);
        });
    };
    EXPECT_EQ(find(), IntegrationSettings{});
    IntegrationSettings wanted;
    wanted.settings = Json{R"({"pipeline":"7","stages":[1,2]})"};
    wanted.is_enabled = false;
    for (int i = 0; i < 2; ++i) {
        const Database::Body body = [&](Tx& tx) {
            return SettingsStore::put(tx, default_workspace, connection.user,
                                      connection.integration_id, wanted, start);
        };
        ASSERT_TRUE(run_blocking(db_.loop(), [&] {
            return db_->transaction(Access::service(), body, Priority::normal);
        }));
    }
    EXPECT_EQ(must<std::vector<IntegrationId>>(
                  [&] { return settings_.switched_off(default_workspace, connection.user); }),
              std::vector{connection.integration_id});
    EXPECT_EQ(find().settings, wanted.settings);
    EXPECT_FALSE(find().is_enabled);
    ConnectionStore connections{*db_};
    const auto row = must<std::optional<TokenRow>>(
        [&] { return connections.find_for_token(default_workspace, connection.id); });
    ASSERT_TRUE(row);
    EXPECT_FALSE(row->user_enabled) << "the hot path sees it";
}

}  // namespace
}  // namespace fairlead::storage
