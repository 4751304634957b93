// SPDX-License-Identifier: Apache-2.0
#include "storage/audit_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class AuditStoreTest : public StoreTest {
protected:
    using List = std::vector<AuditRow>;
    using Counts = std::vector<AuditStore::Count>;

    SealedAuditEvent row(const std::string& type, std::optional<UserId> user = {},
                         std::optional<ConnectionId> connection = {}) {
        SealedAuditEvent made;
        made.at = clock_.now();
        made.event.type = type;
        made.event.user = user;
        made.event.connection = connection;
        made.event.actor = "system";
        made.event.result = "ok";
        clock_.advance(1s);
        return made;
    }
    void append(std::vector<SealedAuditEvent> rows) {
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return audit_.append(rows); }));
    }
    std::string types(AuditStore::Filter filter, int limit = 100) {
        std::string answer;
        const auto list = must<List>([&] { return audit_.list(default_workspace, filter, limit); });
        for (const auto& each : list) answer += each.event.type + " ";
        return answer;
    }

    AuditStore audit_{*db_};
};

TEST_F(AuditStoreTest, ARowComesBackWhole) {
    const auto user = fresh<UserId>();
    const auto connection = fresh<ConnectionId>();
    auto made = row("oauth_completed", user, connection);
    made.event.provider = "acme";
    made.event.request_id = "r1";
    made.event.details = Json{R"({"scopes":2})"};
    made.address = std::string{"\1sealed", 7};
    append({made});
    const auto list = must<List>([&] { return audit_.list(default_workspace, {}, 10); });
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].sequence, 1);
    EXPECT_EQ(list[0].at, made.at);
    EXPECT_EQ(list[0].event.type, "oauth_completed");
    EXPECT_EQ(list[0].event.user, user);
    EXPECT_EQ(list[0].event.connection, connection);
    EXPECT_EQ(list[0].event.actor, "system");
    EXPECT_EQ(list[0].event.provider, "acme");
    EXPECT_EQ(list[0].event.result, "ok");
    EXPECT_EQ(list[0].event.request_id, "r1");
    EXPECT_EQ(list[0].event.details, made.event.details);
    EXPECT_EQ(list[0].address, made.address);
}

TEST_F(AuditStoreTest, NothingChangesOrRemovesARow) {
    append({row("login")});
    constexpr Sql update{"UPDATE audit SET result = 'changed'"};
    constexpr Sql erase{"DELETE FROM audit"};
    for (const auto& sql : {update, erase}) {
        const auto refused = db_.as_owner(sql);
        ASSERT_FALSE(refused);
        EXPECT_NE(refused.error().detail.find("append-only"), std::string::npos);
    }
    EXPECT_EQ(types({}), "login ");
}

TEST_F(AuditStoreTest, FiltersAndPages) {
    const auto user = fresh<UserId>();
    const auto connection = fresh<ConnectionId>();
    append({row("a"), row("b", user), row("c", user, connection), row("d", {}, connection),
            row("a", user)});
    EXPECT_EQ(types({}), "a d c b a ");
    AuditStore::Filter of_user;
    of_user.user = user;
    EXPECT_EQ(types(of_user), "a c b ");
    auto of_both = of_user;
    of_both.connection = connection;
    EXPECT_EQ(types(of_both), "c ");
    AuditStore::Filter of_connection;
    of_connection.connection = connection;
    EXPECT_EQ(types(of_connection), "d c ");
    AuditStore::Filter of_type;
    of_type.type = "a";
    EXPECT_EQ(types(of_type), "a a ");
    AuditStore::Filter span;
    span.from = start + 1s;
    span.until = start + 3s;
    EXPECT_EQ(types(span), "c b ");
    AuditStore::Filter page;
    page.before = 4;
    EXPECT_EQ(types(page, 2), "c b ");
}

TEST_F(AuditStoreTest, CountsAddUp) {
    const auto counted = fresh<ConnectionId>();
    const auto other = fresh<ConnectionId>();
    const auto key = fresh<ApiKeyId>();
    const auto add = [&](Time minute, ApiKeyId by, std::vector<ConnectionId> connections) {
        AuditStore::CountRow row{default_workspace, minute, by, "token_read",
                                 std::move(connections)};
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return audit_.add_counts(row); }));
    };
    add(start, {}, {counted, other, counted, counted});
    add(start, key, {counted});
    add(start, {}, {other, counted});
    add(start + 1min, {}, {counted});
    add(start - 1min, {}, {counted});
    const auto counts =
        must<Counts>([&] { return audit_.counts(default_workspace, counted, start, 10); });
    ASSERT_EQ(counts.size(), 3U);
    EXPECT_EQ(counts[0].minute, start + 1min);
    EXPECT_EQ(counts[1].api_key, key);
    EXPECT_EQ(counts[1].count, 1);
    EXPECT_TRUE(counts[2].api_key.is_nil());
    EXPECT_EQ(counts[2].count, 4);
    EXPECT_EQ(
        must<Counts>([&] { return audit_.counts(default_workspace, counted, start, 2); }).size(),
        2U);
}

}  // namespace
}  // namespace fairlead::storage
