// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_trail.h"

#include "crypto/random.h"
#include "model/audit_types.h"
#include "storage/data_key_store.h"
#include "storage/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::audit {
namespace {

using storage::Access;
using storage::Database;
using storage::Params;
using storage::Priority;
using storage::Rows;
using storage::Sql;
using testing::HasSubstr;

/// Passes everything on until it is told that the disk is full.
class FillingDatabase final : public Database {
public:
    explicit FillingDatabase(Database& inner) : inner_(inner) {}
    std::atomic<bool> is_full{false};

    Task<Result<Rows>> read(Access access, Sql sql, Params params) override {
        return inner_.read(access, sql, std::move(params));
    }
    Task<Result<Rows>> read_row(Access access, Sql sql, Uuid id) override {
        return inner_.read_row(access, sql, id);
    }
    Task<Result<Rows>> write(Access access, Sql sql, Params params, Priority priority) override {
        if (is_full) co_return Error{Errc::unavailable, "The disk is full."};
        co_return co_await inner_.write(access, sql, std::move(params), priority);
    }
    Task<Result<void>> transaction(Access access, Body body, Priority priority) override {
        if (is_full) co_return Error{Errc::unavailable, "The disk is full."};
        co_return co_await inner_.transaction(access, std::move(body), priority);
    }

private:
    Database& inner_;
};

vault::Keyring test_keyring() {
    std::array<std::byte, crypto::key_size> key{};
    key.fill(std::byte{7});
    return vault::Keyring::of("k1", key).value();
}

class AuditTrailTest : public storage::StoreTest {
protected:
    using Filter = storage::AuditStore::Filter;

    Result<void> try_record(const AuditEvent& event) {
        return run_blocking(db_.loop(), [&] { return trail_.record(event); });
    }
    void record(const AuditEvent& event) { EXPECT_TRUE(try_record(event)); }
    AuditTrail::Page list(const Filter& filter = {}, int limit = 50) {
        return must<AuditTrail::Page>(
            [&] { return trail_.list(default_workspace, filter, limit); });
    }
    void write_counts() {
        EXPECT_TRUE(run_blocking(db_.loop(), [this] { return trail_.write_counts(); }));
    }
    std::int64_t counted(ConnectionId connection, const std::string& what) {
        using Counts = std::vector<storage::AuditStore::Count>;
        const auto counts = must<Counts>(
            [&] { return store_.counts(default_workspace, connection, from_unix_ms(0), 100); });
        std::int64_t sum = 0;
        for (const auto& count : counts) {
            if (count.what == what) sum += count.count;
        }
        return sum;
    }
    AuditEvent login_of(UserId user) {
        AuditEvent event;
        event.type = "login";
        event.user = user;
        event.actor = "open";
        event.result = "ok";
        event.address = "203.0.113.77";
        event.request_id = "request-1";
        event.details = Json{R"({"method":"password"})"};
        return event;
    }

    FillingDatabase database_{*db_};
    storage::AuditStore store_{database_};
    storage::DataKeyStore data_keys_{*db_};
    crypto::SystemRandom real_random_;
    vault::Vault vault_{data_keys_, test_keyring(), clock_, real_random_};
    std::string logged_;
    Log log_{clock_, LogLevel::debug, [this](std::string_view line) { logged_ += line; }};
    AuditTrail trail_{{store_, vault_, clock_, log_}};
    const UserId user_ = fresh<UserId>();
    const ConnectionId connection_ = fresh<ConnectionId>();
    const ApiKeyId key_ = fresh<ApiKeyId>();
};

TEST_F(AuditTrailTest, WhatHappenedIsReadBackWhole) {
    auto event = login_of(user_);
    event.connection = connection_;
    event.provider = "acme";
    record(event);
    const auto page = list();
    ASSERT_EQ(page.entries.size(), 1U);
    const auto& entry = page.entries.front();
    EXPECT_EQ(entry.at, start);
    EXPECT_EQ(entry.event.type, "login");
    EXPECT_EQ(entry.event.user, user_);
    EXPECT_EQ(entry.event.connection, connection_);
    EXPECT_EQ(entry.event.actor, "open");
    EXPECT_EQ(entry.event.provider, "acme");
    EXPECT_EQ(entry.event.result, "ok");
    EXPECT_EQ(entry.event.address, "203.0.113.77");
    EXPECT_EQ(entry.event.request_id, "request-1");
    EXPECT_EQ(entry.event.details, event.details);
    EXPECT_EQ(page.next, std::nullopt);
    EXPECT_EQ(logged_, "");
}

TEST_F(AuditTrailTest, AddressesAreStoredSealed) {
    record(login_of(user_));
    auto nobody = login_of(user_);
    nobody.user.reset();
    record(nobody);
    Filter all;
    const auto rows = must<std::vector<storage::AuditRow>>(
        [&] { return store_.list(default_workspace, all, 10); });
    ASSERT_EQ(rows.size(), 2U);
    for (const auto& row : rows) {
        EXPECT_GT(row.address.size(), 20U);
        EXPECT_EQ(row.address.find("203"), std::string::npos);
        EXPECT_EQ(row.event.address, "");
    }
    EXPECT_EQ(list().entries.front().event.address, "203.0.113.77");
}

TEST_F(AuditTrailTest, AnErasedUsersRowsStayWithoutTheirAddress) {
    record(login_of(user_));
    const auto owner = Owner::of(default_workspace, user_);
    ASSERT_TRUE(run_blocking(db_.loop(), [&] { return data_keys_.erase(owner); }));
    vault_.forget(owner);
    const auto page = list();
    ASSERT_EQ(page.entries.size(), 1U);
    EXPECT_EQ(page.entries.front().event.type, "login");
    EXPECT_EQ(page.entries.front().event.address, "");
}

TEST_F(AuditTrailTest, PagesHoldEveryRowOnce) {
    for (int i = 0; i < 7; ++i) {
        auto event = login_of(user_);
        event.request_id = std::to_string(i);
        event.address.clear();
        record(event);
    }
    std::string seen;
    Filter filter;
    int pages = 0;
    for (;; ++pages) {
        const auto page = list(filter, 3);
        for (const auto& entry : page.entries) seen += entry.event.request_id;
        if (!page.next) break;
        filter.before = page.next;
    }
    EXPECT_EQ(seen, "6543210");
    EXPECT_EQ(pages, 2);
}

TEST_F(AuditTrailTest, FiltersByUserAndType) {
    record(login_of(user_));
    record(login_of(fresh<UserId>()));
    auto out = login_of(user_);
    out.type = "logout";
    record(out);
    Filter filter;
    filter.user = user_;
    EXPECT_EQ(list(filter).entries.size(), 2U);
    filter.type = "logout";
    EXPECT_EQ(list(filter).entries.size(), 1U);
    Filter unknown;
    unknown.type = "no_such_thing";
    const auto refused =
        db_.run<AuditTrail::Page>([&] { return trail_.list(default_workspace, unknown, 10); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
}

TEST_F(AuditTrailTest, AnotherWorkspaceSeesNothing) {
    record(login_of(user_));
    const WorkspaceId other{Uuid{{9}}};
    const Filter all;
    EXPECT_TRUE(
        must<AuditTrail::Page>([&] { return trail_.list(other, all, 10); }).entries.empty());
}

TEST_F(AuditTrailTest, WhatCannotBeStoredIsAnError) {
    database_.is_full = true;
    const auto recorded = try_record(login_of(user_));
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().code, Errc::unavailable);
    database_.is_full = false;
    EXPECT_TRUE(list().entries.empty());
}

TEST_F(AuditTrailTest, ATypeOffTheListIsStoredAndReported) {
    auto event = login_of(user_);
    event.type = "no_such_thing";
    record(event);
    EXPECT_EQ(list().entries.size(), 1U);
    EXPECT_THAT(logged_, HasSubstr("no_such_thing"));
}

TEST_F(AuditTrailTest, ReadsAreCountedByKeyConnectionAndMinute) {
    for (int i = 0; i < 5; ++i) {
        trail_.count(counted_token_read, default_workspace, key_, connection_);
    }
    trail_.count(counted_proxy_call, default_workspace, std::nullopt, connection_);
    EXPECT_EQ(counted(connection_, "token_read"), 0);
    write_counts();
    EXPECT_EQ(counted(connection_, "token_read"), 5);
    EXPECT_EQ(counted(connection_, "proxy_call"), 1);
    trail_.count(counted_token_read, default_workspace, key_, connection_);
    clock_.advance(Seconds{60});
    trail_.count(counted_token_read, default_workspace, key_, connection_);
    write_counts();
    write_counts();
    EXPECT_EQ(counted(connection_, "token_read"), 7);
    const auto from = start + Seconds{60} - start.time_since_epoch() % Seconds{60};
    using Counts = std::vector<storage::AuditStore::Count>;
    const auto later =
        must<Counts>([&] { return store_.counts(default_workspace, connection_, from, 10); });
    ASSERT_EQ(later.size(), 1U);
    EXPECT_EQ(later.front().count, 1);
    EXPECT_EQ(later.front().api_key, key_);
}

TEST_F(AuditTrailTest, CountsSurviveAFullDisk) {
    for (int i = 0; i < 700; ++i) {
        trail_.count(counted_token_read, default_workspace, key_, fresh<ConnectionId>());
    }
    trail_.count(counted_token_read, default_workspace, key_, connection_);
    EXPECT_TRUE(trail_.check_counting());
    database_.is_full = true;
    EXPECT_FALSE(run_blocking(db_.loop(), [this] { return trail_.write_counts(); }));
    const auto refused = trail_.check_counting();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    database_.is_full = false;
    trail_.count(counted_token_read, default_workspace, key_, connection_);
    write_counts();
    EXPECT_TRUE(trail_.check_counting());
    EXPECT_EQ(counted(connection_, "token_read"), 2);
}

TEST_F(AuditTrailTest, ConcurrentCountsLoseNothing) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([this] {
            for (int n = 0; n < 1000; ++n) {
                trail_.count(counted_token_read, default_workspace, key_, connection_);
            }
        });
    }
    write_counts();
    for (auto& thread : threads) thread.join();
    write_counts();
    EXPECT_EQ(counted(connection_, "token_read"), 4000);
}

TEST_F(AuditTrailTest, RunningWritesTheCountsAtItsEnd) {
    trail_.count(counted_token_read, default_workspace, key_, connection_);
    TaskScope scope{[](std::string_view, const Error& error) { ADD_FAILURE() << error.message; }};
    scope.spawn(db_.loop(), "audit counts", [this] { return trail_.run(); });
    scope.cancel();
    scope.join();
    EXPECT_EQ(counted(connection_, "token_read"), 1);
}

}  // namespace
}  // namespace fairlead::audit
