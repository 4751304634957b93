// SPDX-License-Identifier: Apache-2.0
#include "base/loop_thread.h"
#include "storage/connection_store.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/private_postgres.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>

namespace fairlead::storage {
namespace {

/// Two users with a data key each, of whom the second has nothing else; `connect` and `numbered`.
constexpr const char* two_people_script = R"(
CREATE FUNCTION numbered(kind int, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS uuid)
$$;
CREATE FUNCTION connect(person int, account int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO connections (id, workspace_id, user_id, integration_id, provider, provider_account_id,
        account_name, status, reason, error_message, scopes_granted, scopes_missing, vars, metadata,
        custom_metadata, generation, token_consent, token_generation, access_sealed, token_type,
        access_lifetime_ms, created_at, updated_at)
    SELECT numbered(3, account), id, numbered(1, person), numbered(9, 1), 'acme', CAST(account AS text),
        '', 'connected', 'none', '', '[]', '[]', '{}', '{}', '{}', 1, 1, 1, 'sealed', 'Bearer', 0,
        now(), now()
    FROM workspaces
$$;
CREATE FUNCTION switch(person int, enabled boolean) RETURNS void LANGUAGE sql AS $$
    INSERT INTO integration_settings SELECT id, numbered(1, person), numbered(9, 1), '{}', enabled, now()
    FROM workspaces ON CONFLICT (user_id, integration_id) DO UPDATE SET is_enabled = excluded.is_enabled
$$;
CREATE FUNCTION give_key(person int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO data_keys SELECT numbered(2, person), id, 'user', numbered(1, person), 'first', 'wrapped'
    FROM workspaces ON CONFLICT DO NOTHING
$$;
INSERT INTO integrations SELECT numbered(9, 1), id, 'acme', 'acme', 'oauth', '', 'client', NULL, 0, '[]',
    '', true, 'api', '', now(), now() FROM workspaces;
INSERT INTO users SELECT numbered(1, n), id, 'user-' || n, NULL, NULL, 'member', false, now()
    FROM workspaces, generate_series(1, 2) n;
SELECT give_key(1), give_key(2);
)";

/// Rows whose copies are not what a join finds.
constexpr const char* wrong_copies =
    "SELECT count(*) FROM connections c JOIN users u ON u.id = c.user_id "
    "LEFT JOIN integration_settings s ON s.user_id = c.user_id AND s.integration_id = "
    "c.integration_id "
    "LEFT JOIN data_keys k ON k.workspace_id = c.workspace_id AND k.owner_kind = 'user' "
    "AND k.owner_id = c.user_id "
    "WHERE (c.user_external_id, c.user_disabled, c.user_enables, c.key_id, c.key_master_id, "
    "c.key_wrapped) IS DISTINCT FROM "
    "(u.external_id, u.disabled, s.is_enabled, k.id, k.master_key_id, k.wrapped)";

class PostgresCopiesTest : public testing::Test {
protected:
    PostgresCopiesTest() { run(one_, two_people_script); }
    ~PostgresCopiesTest() override { server_.drop_database(name_); }

    PostgresSession session() const {
        auto opened = PostgresSession::open(server_.address(name_, "owner"));
        EXPECT_TRUE(opened);
        return *std::move(opened);
    }
    static void run(PostgresSession& session, const std::string& script) {
        const auto done = session.execute(script);
        EXPECT_TRUE(done) << script << ": " << done.error().detail;
    }
    std::int64_t count(const char* text) { return one_.integer(text).value(); }

    /// One transaction changes something and waits; the other does its part meanwhile; whichever
    /// was first, the copies are right when both are done.
    void race(const std::string& first, const std::string& second) {
        SCOPED_TRACE(first + " / " + second);
        run(one_, "BEGIN");
        run(one_, first);
        auto other = session();
        auto done = std::async(std::launch::async, [&] { return other.execute(second); });
        // Whether it waits for the first or not is the database's business.
        std::ignore = done.wait_for(std::chrono::milliseconds{100});
        run(one_, "COMMIT");
        const auto outcome = done.get();
        EXPECT_TRUE(outcome) << outcome.error().detail;
        EXPECT_EQ(count(wrong_copies), 0);
    }

    PrivatePostgres& server_ = PrivatePostgres::instance();
    std::string name_ = server_.create_database();
    PostgresSession one_ = session();
};

TEST_F(PostgresCopiesTest, WhatIsCopiedFollowsWhatItIsACopyOf) {
    run(one_, "SELECT connect(1, 1), connect(1, 2), connect(2, 3)");
    EXPECT_EQ(count(wrong_copies), 0);
    for (const auto* change :
         {"UPDATE users SET disabled = true WHERE id = numbered(1, 1)",
          "UPDATE users SET external_id = NULL, disabled = false WHERE id = numbered(1, 1)",
          "SELECT switch(1, false)", "SELECT switch(1, true)",
          "UPDATE data_keys SET master_key_id = 'second', wrapped = 'anew'",
          "DELETE FROM data_keys WHERE owner_id = numbered(1, 1)", "SELECT give_key(1)"}) {
        run(one_, change);
        EXPECT_EQ(count(wrong_copies), 0) << change;
    }
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE user_enables"), 2);
}

TEST_F(PostgresCopiesTest, WhoeverIsFirstTheCopiesAreRight) {
    int account = 10;
    const auto connecting = [&] { return "SELECT connect(1, " + std::to_string(++account) + ")"; };
    bool is_on = false;
    for (const bool connects_first : {true, false, true, false}) {
        is_on = !is_on;
        const std::string on = is_on ? "true" : "false";
        for (const std::string& change :
             {"UPDATE users SET disabled = " + on + " WHERE id = numbered(1, 1)",
              "SELECT switch(1, " + on + ")", "UPDATE data_keys SET wrapped = 'anew" + on + "'",
              std::string{"DELETE FROM data_keys WHERE owner_id = numbered(1, 1)"},
              std::string{"SELECT give_key(1)"}}) {
            if (connects_first) {
                race(connecting(), change);
            } else {
                race(change, connecting());
            }
        }
        run(one_, "DELETE FROM integration_settings");
        run(one_, "DELETE FROM connections");
    }
}

TEST_F(PostgresCopiesTest, ARowOfBeforeIsReadByJoiningUntilItIsWrittenNext) {
    run(one_, "ALTER TABLE connections DISABLE TRIGGER connections_copy");
    run(one_, "SELECT connect(1, 1), switch(1, false)");
    run(one_, "ALTER TABLE connections ENABLE TRIGGER connections_copy");
    run(one_, "UPDATE users SET external_id = 'renamed' WHERE id = numbered(1, 1)");
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE user_disabled IS NULL"), 1);

    LoopThread loop;
    PostgresOptions options;
    options.address = server_.address(name_, "app");
    options.service_address = server_.address(name_, "service");
    PostgresDatabase database{std::move(options), std::vector<Loop*>{&loop.loop()}};
    ConnectionStore connections{database};
    ConnectionId id;
    id.value.bytes = {0, 0, 0, 3, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1};
    const auto expect_row = [&] {
        std::optional<TokenRow> found;
        const auto asked = run_blocking(loop.loop(), [&]() -> Task<Result<void>> {
            CO_TRY(found, co_await connections.find_for_token(default_workspace, id));
            co_return ok();
        });
        ASSERT_TRUE(asked && found);
        const TokenRow& row = *found;
        EXPECT_EQ(row.external_user, "renamed");
        EXPECT_FALSE(row.user_enabled);
        ASSERT_TRUE(row.token && row.token->key);
        EXPECT_EQ(row.token->key->wrapped, "wrapped");
    };
    expect_row();
    // As a node of before writes it.
    run(one_, "UPDATE connections SET generation = generation + 1");
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE user_disabled IS NULL"), 0);
    EXPECT_EQ(count(wrong_copies), 0);
    expect_row();
    database.close();
}

}  // namespace
}  // namespace fairlead::storage
