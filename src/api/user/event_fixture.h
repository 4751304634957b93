// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/user/event_stream.h"
#include "base/task_scope.h"
#include "cache/memory_cache.h"
#include "storage/store_fixture.h"

#include <future>

namespace fairlead::api {

/// For the tests of streams: a hub that runs over a database file, and two users.
class EventTest : public storage::StoreTest {
protected:
    EventTest() {
        scope_.spawn(db_.loop(), "hub", [this] { return hub_.run(); });
    }
    ~EventTest() override {
        scope_.cancel();
        scope_.join();
    }

    void happen(const std::string& type, UserId user) {
        Event event;
        event.id = fresh<EventId>();
        event.user = user;
        event.type = type;
        event.at = clock_.now();
        must_in_tx([&](storage::Tx& tx) { return storage::EventStore::insert(tx, event); });
    }

    /// One of Ann's with this number, whatever came before: as a transaction that takes long.
    void happen_as(std::int64_t sequence, const std::string& type) {
        storage::Params params{
            sequence,    fresh<EventId>().value, default_workspace.value, ann_.value, type,
            clock_.now()};
        const auto done = db_.run<storage::Rows>([&] {
            return db_->write(storage::Access::service(), insert_as_sql, std::move(params),
                              storage::Priority::normal);
        });
        EXPECT_TRUE(done);
    }

    /// Of Ann, who has read up to `after`.
    std::unique_ptr<EventStream> stream(std::int64_t after = 0) {
        const EventStream::Services services{hub_, events_, clock_};
        const EventStream::Wanted wanted{.workspace = default_workspace,
                                         .user = ann_,
                                         .after = after,
                                         .life = Milliseconds{3'600'000}};
        return std::make_unique<EventStream>(services, wanted, [this] { return may(); });
    }
    /// The same, greeted.
    std::unique_ptr<EventStream> begun(std::int64_t after = 0) {
        auto one = stream(after);
        EXPECT_EQ(next(*one), "retry: 1000\n\n");
        return one;
    }
    std::string next(EventStream& stream) {
        return must<std::string>([&] { return stream.next(); });
    }
    /// What `next` answers, some time.
    std::future<std::string> later(EventStream& stream) {
        const auto promise = std::make_shared<std::promise<std::string>>();
        auto future = promise->get_future();
        scope_.spawn(db_.loop(), "reader", [&stream, promise]() -> Task<Result<void>> {
            const auto text = co_await stream.next();
            promise->set_value(text ? *text : "failed");
            co_return ok();
        });
        return future;
    }
    Task<Result<bool>> may() {
        ++asked_;
        co_return may_;
    }

    static constexpr storage::Sql insert_as_sql{
        "INSERT INTO events (sequence, id, workspace_id, user_id, type, data, at) "
        "VALUES ($1, $2, $3, $4, $5, '{}', $6)"};

    std::atomic<bool> may_{true};
    std::atomic<int> asked_{0};
    std::string logged_;
    Log log_{clock_, LogLevel::debug, [this](std::string_view line) { logged_ += line; }};
    TaskScope scope_{[](std::string_view name, const Error& error) {
        ADD_FAILURE() << name << ": " << error.message;
    }};
    storage::EventStore events_{*db_};
    cache::MemoryCache cache_{clock_};
    EventHub hub_{events_, db_.commits(), cache_, clock_, log_};
    UserId ann_ = add_user("ann");
    UserId bob_ = add_user("bob");
};

}  // namespace fairlead::api
