// SPDX-License-Identifier: Apache-2.0
#include "storage/revocation_store.h"

#include "storage/store_fixture.h"

#include <filesystem>
#include <fstream>

namespace fairlead::storage {
namespace {

class RevocationStoreTest : public StoreTest {
protected:
    using List = std::vector<Revocation>;

    Revocation add(Time next_try) {
        Revocation made;
        made.id = fresh<RevocationId>();
        made.workspace = default_workspace;
        made.user = fresh<UserId>();
        made.connection = fresh<ConnectionId>();
        made.integration_id = fresh<IntegrationId>();
        made.consent = 4;
        made.sealed = "sealed-canary";
        made.next_try = next_try;
        made.deadline = start + 24h;
        made.created_at = start;
        must_in_tx([&](Tx& tx) { return RevocationStore::insert(tx, made); });
        return made;
    }
    List claim(Time now, int limit = 10) {
        return must<List>([&] { return revocations_.claim(now, 1min, limit); });
    }
    RevocationStore::Counts counts() {
        return must<RevocationStore::Counts>([&] { return revocations_.counts(); });
    }

    RevocationStore revocations_{*db_};
};

TEST_F(RevocationStoreTest, AClaimHidesItForTheLease) {
    const auto made = add(start);
    static_cast<void>(add(start + 1h));
    EXPECT_EQ(must<std::optional<Time>>([&] { return revocations_.next_try(); }), start);
    const auto claimed = claim(start);
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].id, made.id);
    EXPECT_EQ(claimed[0].connection, made.connection);
    EXPECT_EQ(claimed[0].consent, 4);
    EXPECT_EQ(claimed[0].sealed, "sealed-canary");
    EXPECT_EQ(claimed[0].attempts, 1);
    EXPECT_TRUE(claim(start + 59s).empty());
    EXPECT_EQ(claim(start + 1min).size(), 1U) << "its worker died";
}

TEST_F(RevocationStoreTest, ARetryWaitsAndACompletedOneIsGone) {
    const auto made = add(start);
    ASSERT_EQ(claim(start).size(), 1U);
    EXPECT_TRUE(must<bool>(
        [&] { return revocations_.retry(default_workspace, made.id, start + 10min, "503"); }));
    EXPECT_TRUE(claim(start + 9min).empty());
    EXPECT_EQ(claim(start + 10min).size(), 1U);
    EXPECT_TRUE(must<bool>([&] { return revocations_.complete(default_workspace, made.id); }));
    EXPECT_EQ(counts().waiting, 0);
    EXPECT_EQ(counts().dead, 0);
}

TEST_F(RevocationStoreTest, WhatIsBuriedLosesItsToken) {
    const auto made = add(start);
    static_cast<void>(add(start + 1h));
    EXPECT_TRUE(
        must<bool>([&] { return revocations_.bury(default_workspace, made.id, "gave up"); }));
    EXPECT_TRUE(claim(start + 24h).empty()) << "the other one is past its deadline";
    EXPECT_EQ(must<std::int64_t>([&] { return revocations_.bury_overdue(start + 24h); }), 1);
    EXPECT_EQ(counts().waiting, 0);
    EXPECT_EQ(counts().dead, 2);
    const auto vacuumed = db_.vacuum();
    ASSERT_TRUE(vacuumed);
    for (const auto& file : std::filesystem::directory_iterator{db_.files()}) {
        std::ifstream in{file.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        EXPECT_EQ(bytes.find("sealed-canary"), std::string::npos) << file.path();
    }
}

TEST_F(RevocationStoreTest, ANewConsentCancelsIt) {
    const auto made = add(start);
    EXPECT_EQ(in_tx<std::int64_t>([&](Tx& tx) {
                  return RevocationStore::cancel(tx, default_workspace, made.connection);
              }),
              1);
    EXPECT_TRUE(claim(start).empty());
}

}  // namespace
}  // namespace fairlead::storage
