// SPDX-License-Identifier: Apache-2.0
#include "storage/event_store.h"
#include "storage/notice_store.h"
#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class OutboxTest : public StoreTest {
protected:
    Event event(const std::string& type) {
        Event made;
        made.id = fresh<EventId>();
        made.type = type;
        made.data = Json{R"({"a":1})"};
        made.at = clock_.now();
        return made;
    }
    void insert(const Event& made) {
        must_in_tx([&](Tx& tx) { return EventStore::insert(tx, made); });
    }
    std::int64_t newest() {
        return must<OutboxPlace>([&] { return events_.place(clock_.now()); }).newest();
    }
    Notice notice(const Connection& connection, const std::string& cause) {
        clock_.advance(1ms);
        Notice made;
        made.id = fresh<NoticeId>();
        made.user = connection.user;
        made.connection = connection.id;
        made.cause = cause;
        made.message = "Please reconnect your account";
        made.created_at = clock_.now();
        return made;
    }
    bool raise(const Notice& made) {
        return in_tx<bool>([&](Tx& tx) { return NoticeStore::raise(tx, made); });
    }

    EventStore events_{*db_};
    NoticeStore notices_{*db_};
};

TEST_F(OutboxTest, EventsComeInOrderAfterACursor) {
    EXPECT_EQ(newest(), 0);
    const auto connection = add_connection();
    auto about = event("connection.created");
    about.user = connection.user;
    about.connection = connection.id;
    insert(about);
    insert(event("second"));
    insert(event("third"));
    const auto list = [&](std::int64_t since, int limit) {
        return must<std::vector<EventStore::Stored>>(
            [&] { return events_.list_since(default_workspace, since, limit); });
    };
    const auto page = list(0, 2);
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].event.id, about.id);
    EXPECT_EQ(page[0].event.user, connection.user);
    EXPECT_EQ(page[0].event.connection, connection.id);
    EXPECT_EQ(page[0].event.data, about.data);
    EXPECT_EQ(page[1].event.user, std::nullopt);
    const auto rest = list(page[1].sequence, 10);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].event.type, "third");
    EXPECT_EQ(newest(), rest[0].sequence);
}

TEST_F(OutboxTest, WhoseEventsAreNewOrWereMissingIsAskedAtOnce) {
    for (int i = 0; i < 5; ++i) insert(event("x"));
    const auto told = must<std::vector<EventStore::Owner>>([&] {
        std::vector<std::int64_t> missing{1, 3, 77};
        return events_.users_since(4, std::move(missing), 10);
    });
    std::vector<std::int64_t> numbers;
    for (const auto& one : told) numbers.push_back(one.sequence);
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 3, 5}));
}

TEST_F(OutboxTest, OldEventsGoAndTheirNumbersAreNotUsedAgain) {
    insert(event("old"));
    clock_.advance(1h);
    EXPECT_EQ(must<std::int64_t>([&] { return events_.erase_before(clock_.now(), 10); }), 1);
    insert(event("new"));
    const auto all = must<std::vector<EventStore::Stored>>(
        [&] { return events_.list_since(default_workspace, 0, 10); });
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].sequence, 2);
}

TEST_F(OutboxTest, AnEventOfARolledBackTransactionNeverWas) {
    const auto made = event("x");
    const auto failed = try_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await EventStore::insert(tx, made));
        co_return Error{Errc::conflict, "no"};
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(newest(), 0);
}

TEST_F(OutboxTest, OneNoticePerConnectionAndCause) {
    const auto connection = add_connection();
    const auto list = [&] {
        return must<std::vector<Notice>>(
            [&] { return notices_.list(default_workspace, connection.user); });
    };
    const auto first = notice(connection, "dead_refresh_token");
    EXPECT_TRUE(raise(first));
    EXPECT_FALSE(raise(notice(connection, "dead_refresh_token")));
    EXPECT_TRUE(raise(notice(connection, "revoked")));
    ASSERT_EQ(list().size(), 2U);
    EXPECT_EQ(list()[1].id, first.id);
    EXPECT_EQ(list()[1].message, first.message);
    EXPECT_EQ(in_tx<std::int64_t>(
                  [&](Tx& tx) { return NoticeStore::clear(tx, default_workspace, connection.id); }),
              2);
    EXPECT_TRUE(list().empty());
    EXPECT_TRUE(raise(notice(connection, "revoked"))) << "a cleared cause may come again";
}

}  // namespace
}  // namespace fairlead::storage
