// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "base/temporary_directory.h"
#include "storage/connection_store.h"
#include "storage/sqlite/sqlite_database.h"

#include <gtest/gtest.h>

namespace fairlead::storage {
namespace {

/// Two users with a data key each; the first has two connections, the second one.
constexpr const char* two_users_script = R"(
INSERT INTO integrations (id, workspace_id, key, provider, method, variant, client_id, scopes, redirect_uri,
    enabled, source, fingerprint, created_at, updated_at)
    SELECT x'09', id, 'acme', 'acme', 'oauth', '', 'client', '[]', '', 1, 'api', '', 0, 0 FROM workspaces;
INSERT INTO users (id, workspace_id, external_id, role, created_at)
    SELECT n.column1, id, hex(n.column1), 'member', 0 FROM workspaces, (VALUES (x'01'), (x'02')) n;
)";

constexpr const char* new_key =
    "INSERT INTO data_keys (id, workspace_id, owner_kind, owner_id, master_key_id, wrapped) "
    "SELECT CAST(hex(u.id) AS BLOB), u.workspace_id, 'user', u.id, 'first', x'00' FROM users u "
    "WHERE true ON CONFLICT DO NOTHING";
constexpr const char* switch_off =
    "INSERT INTO integration_settings SELECT workspace_id, x'01', id, '{}', 0, 0 "
    "FROM integrations WHERE true ON CONFLICT (user_id, integration_id) "
    "DO UPDATE SET is_enabled = 0";
/// As a row of before the copies is.
constexpr const char* forget_copies =
    "UPDATE connections SET user_enables = NULL, key_id = NULL, key_master_id = NULL, "
    "key_wrapped = NULL";

/// Rows whose copies are not what a join finds.
constexpr const char* wrong_copies =
    "SELECT count(*) FROM connections c JOIN users u ON u.id = c.user_id "
    "LEFT JOIN integration_settings s ON s.user_id = c.user_id AND s.integration_id = "
    "c.integration_id "
    "LEFT JOIN data_keys k ON k.workspace_id = c.workspace_id AND k.owner_kind = 'user' "
    "AND k.owner_id = c.user_id "
    "WHERE c.user_external_id IS NOT u.external_id OR c.user_disabled IS NOT u.disabled "
    "OR c.user_enables IS NOT s.is_enabled OR c.key_id IS NOT k.id "
    "OR c.key_master_id IS NOT k.master_key_id OR c.key_wrapped IS NOT k.wrapped";

class SqliteCopiesTest : public testing::Test {
protected:
    SqliteCopiesTest() {
        EXPECT_TRUE(SqliteDatabase::open({.path = path_}, clock_));
        auto opened = SqliteConnection::open(path_, SqliteConnection::Mode::read_write, 1024);
        EXPECT_TRUE(opened);
        file_.emplace(*std::move(opened));
        run(two_users_script);
    }

    void run(const std::string& script) {
        const auto done = file_->execute(script);
        EXPECT_TRUE(done) << script << ": " << done.error().detail;
    }
    std::int64_t count(const std::string& query) { return file_->integer(query).value(); }
    void connect(const std::string& user, const std::string& account) {
        run("INSERT INTO connections (id, workspace_id, user_id, integration_id, provider, "
            "provider_account_id, account_name, status, reason, error_message, scopes_granted, "
            "scopes_missing, vars, metadata, custom_metadata, generation, created_at, updated_at) "
            "SELECT CAST('" +
            account + "' AS BLOB), id, " + user + ", x'09', 'acme', '" + account +
            "', '', 'connected', 'none', '', '[]', '[]', '{}', '{}', '{}', 1, 0, 0 "
            "FROM workspaces");
    }

    ManualClock clock_{from_unix_ms(1'700'000'000'000)};
    TemporaryDirectory directory_;
    std::string path_ = directory_.path() + "/fairlead.db";
    std::optional<SqliteConnection> file_;
};

TEST_F(SqliteCopiesTest, WhatIsCopiedFollowsWhatItIsACopyOf) {
    connect("x'01'", "before its key");
    run(new_key);
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE key_wrapped = x'00'"), 1);
    connect("x'01'", "after");
    connect("x'02'", "of another");
    EXPECT_EQ(count(wrong_copies), 0);
    for (const std::string change :
         {"UPDATE users SET disabled = 1 WHERE id = x'01'",
          "UPDATE users SET external_id = NULL, disabled = 0 WHERE id = x'01'", switch_off,
          "UPDATE integration_settings SET is_enabled = 1",
          "UPDATE data_keys SET master_key_id = 'second', wrapped = x'02'",
          "DELETE FROM data_keys WHERE owner_id = x'01'", new_key,
          "DELETE FROM integration_settings"}) {
        run(change);
        EXPECT_EQ(count(wrong_copies), 0) << change;
    }
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE key_wrapped IS NOT NULL"), 3);
}

TEST_F(SqliteCopiesTest, ARowOfBeforeHasAllOfThemOrNone) {
    run(new_key);
    connect("x'01'", "one");
    run(switch_off);
    run(forget_copies);
    // Not half of them: what is there is taken to be all.
    run("UPDATE data_keys SET wrapped = x'03'");
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE key_wrapped IS NULL"), 1);
    run("UPDATE connections SET access_sealed = x'05', token_consent = 1, token_generation = 1");
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE key_wrapped = x'03'"), 1);
    EXPECT_EQ(count(wrong_copies), 0);

    run(forget_copies);
    run("DELETE FROM data_keys");
    run(new_key);
    EXPECT_EQ(count("SELECT count(*) FROM connections WHERE key_wrapped = x'00'"), 1);
    EXPECT_EQ(count(wrong_copies), 0);
}

}  // namespace
}  // namespace fairlead::storage
