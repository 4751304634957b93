// SPDX-License-Identifier: Apache-2.0
//
// Stored tokens that somebody changed: their connection is told as what it is, and no other.
#include "model/ids.h"
#include "support/bystander.h"
#include "support/stored_rows.h"

#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

constexpr const char* user = "user-1";

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class ChangedCiphertext : public testing::Test {
protected:
    /// One byte in the middle of a stored value is another.
    void damage(const storage::Sql& sql) {
        world_.app.stop();
        const storage::Params params{must(ConnectionId::parse(id_)).value};
        edit_database(world_.app, sql, params);
        world_.app.start();
    }
    void expect_told_and_healed_by_reconnecting() {
        const auto calls = world_.sandbox.requests("/acme/token");
        for (int i = 0; i < 2; ++i) {  // found out, then known
            const Answer read = world_.token(user, id_);
            EXPECT_EQ(read.status, 409) << read.body;
            EXPECT_EQ(read.text("/code"), "vault_error");
            EXPECT_TRUE(says(read.text("/detail"), "cannot be opened")) << read.body;
            EXPECT_TRUE(says(read.text("/detail"), "reconnect your account")) << read.body;
        }
        EXPECT_EQ(world_.refresh(user, id_).status, 409);
        const json::value found = find_connection(world_.api(user), id_);
        EXPECT_EQ(found.at("status").as_string(), "error");
        EXPECT_EQ(found.at("reason").as_string(), "vault_error");
        EXPECT_TRUE(says(world_.metrics(), "fairlead_refresh_vault_errors_total 1"));
        EXPECT_TRUE(world_.app.logged("A stored credential does not open."));
        EXPECT_EQ(world_.sandbox.requests("/acme/token"), calls);
        other_.expect_unharmed();

        EXPECT_EQ(world_.connect(user, "bulk-2"), id_);
        EXPECT_EQ(world_.token(user, id_).status, 200);
        EXPECT_EQ(world_.status(user, id_), "connected");
        other_.expect_renewable();
    }

    AcmeWorld world_;
    Bystander other_{world_, user, "bulk-1"};
    std::string id_ = world_.connect(user, "bulk-2");
};

TEST_F(ChangedCiphertext, OfAnAccessTokenIsAVaultErrorOfThatConnectionAlone) {
    damage(
        {"UPDATE connections SET access_sealed = CAST(substr(access_sealed, 1, 40) || "
         "X'00112233' || substr(access_sealed, 45) AS BLOB) WHERE id = $1",
         "UPDATE connections SET access_sealed = substr(access_sealed, 1, 40) || "
         "decode('00112233', 'hex') || substr(access_sealed, 45) WHERE id = $1"});
    expect_told_and_healed_by_reconnecting();
}

TEST_F(ChangedCiphertext, OfARefreshTokenIsFoundWhenItIsNeeded) {
    damage(
        {"UPDATE connections SET refresh_sealed = CAST(substr(refresh_sealed, 1, 40) || "
         "X'00112233' || substr(refresh_sealed, 45) AS BLOB) WHERE id = $1",
         "UPDATE connections SET refresh_sealed = substr(refresh_sealed, 1, 40) || "
         "decode('00112233', 'hex') || substr(refresh_sealed, 45) WHERE id = $1"});
    EXPECT_EQ(world_.token(user, id_).status, 200);
    const Answer refreshed = world_.refresh(user, id_);
    EXPECT_EQ(refreshed.status, 409) << refreshed.body;
    EXPECT_EQ(refreshed.text("/code"), "vault_error");
    expect_told_and_healed_by_reconnecting();
}

TEST_F(ChangedCiphertext, MovedFromAnotherRowDoesNotOpen) {
    damage(
        {"UPDATE connections SET access_sealed = (SELECT access_sealed FROM "
         "connections WHERE id <> $1) WHERE id = $1"});
    expect_told_and_healed_by_reconnecting();
}

}  // namespace
}  // namespace fairlead::tests
