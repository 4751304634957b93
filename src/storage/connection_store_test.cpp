// SPDX-License-Identifier: Apache-2.0
#include "storage/connection_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class ConnectionStoreTest : public StoreTest {
protected:
    using Found = std::optional<Connection>;
    using List = std::vector<Connection>;
    using Due = std::vector<DueConnection>;

    Found find(ConnectionId id) {
        return must<Found>([&] { return connections_.find(default_workspace, id); });
    }
    std::optional<TokenRow> for_token(ConnectionId id) {
        auto found = must<std::optional<TokenRow>>(
            [&] { return connections_.find_for_token(default_workspace, id); });
        // What needs no wait is the same.
        const auto now = connections_.find_for_token_now(Access::of(default_workspace), id);
        if (now) {
            EXPECT_TRUE(found);
            EXPECT_EQ(now->user, found->user);
            EXPECT_EQ(now->user_disabled, found->user_disabled);
            EXPECT_EQ(now->scopes_granted, found->scopes_granted);
        }
        return found;
    }
    Due due(Time now, std::optional<DueConnection> after, int limit) {
        return must<Due>([&] { return connections_.due_for_refresh(now, after, limit); });
    }
    Connection add_due(Time refresh_at) {
        auto connection = add_connection();
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_CHECK(co_await ConnectionStore::set_schedule(tx, default_workspace, connection.id, 2,
                                                            refresh_at + 1h, refresh_at, start));
            co_return ok();
        });
        return connection;
    }

    ConnectionStore connections_{*db_};
};

TEST_F(ConnectionStoreTest, WhatIsInsertedComesBackWhole) {
    auto connection = add_connection();
    auto full = connection_of(connection.user, acme_, "other");
    full.status = ConnectionStatus::error;
    full.reason = ConnectionReason::identity_failed;
    full.error_message = "It did not say who you are.";
    full.custom_metadata = Json{R"({"a":[1,null,"ü"]})"};
    full.expires_at = start + 1h;
    full.refresh_at = start + 30min;
    full.last_synced_at = start;
    insert(full);
    EXPECT_EQ(find(connection.id), connection);
    EXPECT_EQ(find(full.id), full);
}

TEST_F(ConnectionStoreTest, OneConnectionForAnAccountOfAUser) {
    const auto connection = add_connection();
    auto twin = connection;
    twin.id = fresh<ConnectionId>();
    const auto refused = try_in_tx([&](Tx& tx) -> Task<Result<void>> {
        co_return co_await ConnectionStore::insert(tx, twin);
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    const auto found = must<Found>([&] {
        return connections_.find_by_account(default_workspace, connection.user, acme_.id,
                                            connection.provider_account_id);
    });
    EXPECT_EQ(found, connection);
}

TEST_F(ConnectionStoreTest, CountsWhoSharesAnAccount) {
    const auto one = add_connection();
    auto two = connection_of(add_user("another"), acme_, one.provider_account_id);
    insert(two);
    const auto sharing = [&] {
        return must<std::int64_t>([&] {
            return connections_.count_sharing(default_workspace, acme_.id, one.provider_account_id);
        });
    };
    EXPECT_EQ(sharing(), 2);
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await ConnectionStore::set_status(tx, default_workspace, two.id,
                                                      ConnectionStatus::disconnected,
                                                      ConnectionReason::none, "", start));
        co_return ok();
    });
    EXPECT_EQ(sharing(), 1);
}

TEST_F(ConnectionStoreTest, UpdateReplacesAllButItsIdentity) {
    auto connection = add_connection();
    const auto created = connection.created_at;
    clock_.advance(1min);
    connection.account_name = "New name";
    connection.status = ConnectionStatus::expired;
    connection.reason = ConnectionReason::dead_refresh_token;
    connection.scopes_granted = {};
    connection.vars.clear();
    connection.metadata = Json{"{}"};
    connection.generation = 9;
    connection.updated_at = clock_.now();
    EXPECT_TRUE(in_tx<bool>([&](Tx& tx) { return ConnectionStore::update(tx, connection); }));
    EXPECT_EQ(find(connection.id), connection);
    EXPECT_EQ(find(connection.id)->created_at, created);
}

TEST_F(ConnectionStoreTest, ListHidesTheDisconnectedUnlessAsked) {
    const auto one = add_connection();
    const auto two = connection_of(one.user, acme_, "second");
    insert(two);
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await ConnectionStore::set_status(tx, default_workspace, one.id,
                                                      ConnectionStatus::disconnected,
                                                      ConnectionReason::none, "", start));
        co_return ok();
    });
    const auto list = [&](ConnectionStore::Disconnected disconnected) {
        return must<List>(
                   [&] { return connections_.list(default_workspace, one.user, disconnected); })
            .size();
    };
    EXPECT_EQ(list(ConnectionStore::Disconnected::hidden), 1U);
    EXPECT_EQ(list(ConnectionStore::Disconnected::shown), 2U);
}

TEST_F(ConnectionStoreTest, DueOnesComeInOrderAndAfterACursor) {
    const auto third = add_due(start + 3s);
    const auto first = add_due(start + 1s);
    const auto second = add_due(start + 2s);
    const auto not_connected = add_due(start);
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await ConnectionStore::set_status(tx, default_workspace, not_connected.id,
                                                      ConnectionStatus::expired,
                                                      ConnectionReason::revoked, "", start));
        co_return ok();
    });
    const auto two = due(start + 10s, std::nullopt, 2);
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].id, first.id);
    EXPECT_EQ(two[0].generation, 2);
    EXPECT_EQ(two[0].expires_at, start + 1s + 1h);
    EXPECT_EQ(two[1].id, second.id);
    const auto rest = due(start + 10s, two[1], 2);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].id, third.id);
    EXPECT_EQ(due(start + 1s, std::nullopt, 10).size(), 1U);
    const auto next = must<std::optional<Time>>([&] { return connections_.next_refresh(); });
    EXPECT_EQ(next, start + 1s);
}

TEST_F(ConnectionStoreTest, TheHotPathSeesEverythingInOneRow) {
    const auto connection = add_connection();
    const auto row = [&] {
        return *must<std::optional<TokenRow>>(
            [&] { return connections_.find_for_token(default_workspace, connection.id); });
    };
    EXPECT_FALSE(row().token) << "nothing is stored yet";
    SealedTokens tokens;
    tokens.workspace = default_workspace;
    tokens.connection = connection.id;
    tokens.consent = 1;
    tokens.generation = 4;
    tokens.access_sealed = std::string{"\0sealed", 7};
    tokens.refresh_sealed = "refresh";
    tokens.token_type = "Bearer";
    tokens.access_expires = start + 2s;
    tokens.access_lifetime = 2s;
    must_in_tx([&](Tx& tx) { return refresh::write_tokens(tx, tokens); });
    const auto got = row();
    EXPECT_EQ(got.user, connection.user);
    EXPECT_EQ(got.integration, "acme");
    EXPECT_EQ(got.status, ConnectionStatus::connected);
    EXPECT_EQ(got.scopes_granted, connection.scopes_granted);
    EXPECT_TRUE(got.integration_enabled);
    EXPECT_TRUE(got.user_enabled);
    ASSERT_TRUE(got.token);
    EXPECT_EQ(got.token->consent, 1);
    EXPECT_EQ(got.token->generation, 4);
    EXPECT_EQ(got.token->access_sealed, tokens.access_sealed);
    EXPECT_TRUE(got.token->has_refresh);
    EXPECT_EQ(got.token->access_expires, start + 2s);
    EXPECT_EQ(got.token->access_lifetime, 2s);
}

TEST_F(ConnectionStoreTest, TheHotPathSeesAUserWhoIsDisabled) {
    const auto connection = add_connection();
    const auto sees_disabled = [&] { return for_token(connection.id)->user_disabled; };
    EXPECT_FALSE(sees_disabled());
    UserStore users{*db_};
    for (const bool disabled : {true, false}) {
        EXPECT_TRUE(must<bool>(
            [&] { return users.set_disabled(default_workspace, connection.user, disabled); }));
        EXPECT_EQ(sees_disabled(), disabled);
    }
    EXPECT_FALSE(for_token(fresh<ConnectionId>()));
}

// SQLite's rows are numbered by their ids' time; two of one millisecond may want one number.
TEST_F(ConnectionStoreTest, TheHotPathFindsBothOfTwoThatWantOneNumber) {
    const auto first = add_connection();
    auto second = connection_of(first.user, acme_, "another");
    second.id = first.id;
    second.id.value.bytes.back() ^= 1;
    second.scopes_granted = {"of the second"};
    insert(second);
    ASSERT_TRUE(for_token(first.id));
    ASSERT_TRUE(for_token(second.id));
    EXPECT_EQ(for_token(first.id)->scopes_granted, first.scopes_granted);
    EXPECT_EQ(for_token(second.id)->scopes_granted, second.scopes_granted);
}

TEST_F(ConnectionStoreTest, MetadataIsReadBackAsWritten) {
    const auto connection = add_connection();
    const Json metadata{R"({"nested":{"list":[1,2.5,"x"],"none":null}})"};
    EXPECT_TRUE(must<bool>([&] {
        return connections_.set_custom_metadata(default_workspace, connection.user, connection.id,
                                                metadata, start);
    }));
    EXPECT_EQ(find(connection.id)->custom_metadata, metadata);
    EXPECT_EQ(find(connection.id)->metadata, connection.metadata);
}

TEST_F(ConnectionStoreTest, AnotherUsersIsAbsentWhereTheUserIsNamed) {
    const auto own = add_connection();
    const UserId other = add_connection().user;
    const auto found_by = [&](UserId user) {
        return must<Found>([&] { return connections_.find(default_workspace, user, own.id); });
    };
    EXPECT_EQ(found_by(own.user), own);
    EXPECT_FALSE(found_by(other));
    const Json metadata{R"({"a":1})"};
    EXPECT_FALSE(must<bool>([&] {
        return connections_.set_custom_metadata(default_workspace, other, own.id, metadata, start);
    }));
    EXPECT_EQ(find(own.id), own);
    const auto token_seen_by = [&](Access access) {
        return must<std::optional<TokenRow>>(
            [&] { return connections_.find_for_token(access, own.id); });
    };
    EXPECT_TRUE(token_seen_by(Access::of(default_workspace, own.user)));
    // The statement does not ask whose it is: its caller does, and PostgreSQL's policies.
    const bool has_policies = engine_under_test() == Engine::postgres;
    EXPECT_EQ(token_seen_by(Access::of(default_workspace, other)).has_value(), !has_policies);
}

TEST_F(ConnectionStoreTest, CountsByProviderAndStatus) {
    static_cast<void>(add_connection());
    static_cast<void>(add_connection());
    const auto counts =
        must<std::vector<ConnectionStore::Count>>([&] { return connections_.counts(); });
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0].provider, "acme");
    EXPECT_EQ(counts[0].status, ConnectionStatus::connected);
    EXPECT_EQ(counts[0].connections, 2);
}

}  // namespace
}  // namespace fairlead::storage
