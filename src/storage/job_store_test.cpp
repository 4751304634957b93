// SPDX-License-Identifier: Apache-2.0
#include "storage/job_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class JobStoreTest : public StoreTest {
protected:
    using List = std::vector<Job>;

    Job job(const std::string& name, Time run_at = start) {
        clock_.advance(1ms);
        Job made;
        made.id = fresh<JobId>();
        made.name = name;
        made.payload = Json{R"({"n":1})"};
        made.run_at = run_at;
        made.created_at = clock_.now();
        return made;
    }
    void enqueue(const Job& made) {
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return jobs_.enqueue(made); }));
    }
    List claim(int limit = 10, Milliseconds lease = 1h) {
        return must<List>([&] { return jobs_.claim(limit, lease); });
    }
    void done(std::function<Task<Result<void>>()> work) {
        ASSERT_TRUE(run_blocking(db_.loop(), std::move(work)));
    }
    std::optional<Milliseconds> next_due() {
        return must<std::optional<Milliseconds>>([&] { return jobs_.next_due(); });
    }
    /// The database's clock, by which leases run; the test's own stands still in the past.
    Time database_time() {
        return in_tx<Time>([](Tx& tx) { return database_now(tx); });
    }

    JobStore jobs_{*db_};
};

TEST_F(JobStoreTest, TheOldestDueOnesAreLeased) {
    const auto later = job("later", start + 1s);
    const auto sooner = job("sooner");
    enqueue(later);
    enqueue(sooner);
    enqueue(job("tomorrow", database_time() + 24h));
    EXPECT_EQ(next_due(), 0ms);
    const auto first = claim(1);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].id, sooner.id);
    EXPECT_EQ(first[0].attempts, 1);
    EXPECT_EQ(first[0].payload, sooner.payload);
    EXPECT_EQ(first[0].run_at, sooner.run_at);
    const auto rest = claim();
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].id, later.id);
    const auto left = next_due();
    ASSERT_TRUE(left);
    EXPECT_GT(*left, 59min);
}

TEST_F(JobStoreTest, ALeaseThatRanOutIsTakenAgainAndTheFirstHolderIsTold) {
    enqueue(job("x"));
    const auto first = claim(1, 0ms);
    ASSERT_EQ(first.size(), 1U);
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].id, first[0].id);
    EXPECT_EQ(second[0].attempts, 2);
    const auto heartbeat = [&](int attempt) {
        return must<bool>([&, attempt] { return jobs_.heartbeat(first[0].id, attempt, 1h); });
    };
    EXPECT_FALSE(heartbeat(1));
    EXPECT_TRUE(heartbeat(2));
    done([&] { return jobs_.complete(first[0].id, 1); });
    EXPECT_TRUE(heartbeat(2)) << "a late holder must not complete it";
    done([&] { return jobs_.complete(first[0].id, 2); });
    EXPECT_EQ(next_due(), std::nullopt);
}

TEST_F(JobStoreTest, ARetryWaits) {
    enqueue(job("x"));
    const auto claimed = claim();
    done([&] { return jobs_.retry(claimed[0].id, 1, 1h, "busy"); });
    EXPECT_TRUE(claim().empty());
    EXPECT_GT(next_due().value_or(0ms), 59min);
    enqueue(job("y"));
    const auto other = claim();
    done([&] { return jobs_.retry(other[0].id, 1, 0ms, "busy"); });
    const auto again = claim();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 2);
    EXPECT_EQ(again[0].last_error, "busy");
}

TEST_F(JobStoreTest, AUniqueKeyWaitsOrRunsOnce) {
    auto one = job("x");
    one.unique_key = "k";
    auto two = job("x");
    two.unique_key = "k";
    enqueue(one);
    enqueue(two);
    const auto claimed = claim();
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].unique_key, "k");
    enqueue(two);
    EXPECT_TRUE(claim().empty()) << "the first one runs";
    done([&] { return jobs_.complete(one.id, 1); });
    enqueue(two);
    EXPECT_EQ(claim().size(), 1U);
}

TEST_F(JobStoreTest, ADeadLetterIsKeptAndMayBeRevived) {
    auto made = job("x");
    made.unique_key = "k";
    enqueue(made);
    ASSERT_EQ(claim().size(), 1U);
    done([&] { return jobs_.bury(made.id, 1, "hopeless"); });
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(next_due(), std::nullopt);
    const auto dead = must<List>([&] { return jobs_.dead(10); });
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].last_error, "hopeless");
    auto next = job("x");
    next.unique_key = "k";
    enqueue(next);
    const auto revive = [&] { return must<bool>([&] { return jobs_.revive(made.id); }); };
    EXPECT_FALSE(revive()) << "another of its key waits";
    ASSERT_EQ(claim().size(), 1U);
    done([&] { return jobs_.complete(next.id, 1); });
    EXPECT_TRUE(revive());
    const auto again = claim();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 1);
    const auto counts = must<JobStore::Counts>([&] { return jobs_.counts(); });
    EXPECT_EQ(counts.running, 1);
    EXPECT_EQ(counts.dead, 0);
}

TEST_F(JobStoreTest, AJobOfARolledBackTransactionNeverWas) {
    const auto made = job("x");
    const auto failed = try_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await JobStore::enqueue(tx, made));
        co_return Error{Errc::conflict, "no"};
    });
    EXPECT_FALSE(failed);
    EXPECT_TRUE(claim().empty());
}

}  // namespace
}  // namespace fairlead::storage
