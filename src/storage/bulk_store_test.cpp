// SPDX-License-Identifier: Apache-2.0
#include "storage/bulk_store.h"

#include "storage/job_store.h"
#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class BulkStoreTest : public StoreTest {
protected:
    using Items = std::vector<BulkItem>;

    Bulk bulk(std::optional<UserId> user, std::int64_t total) {
        Bulk made;
        made.id = fresh<BulkId>();
        made.user = user;
        made.action = BulkAction::disconnect;
        made.terms = Json{R"({"kind":"api_key"})"};
        made.total = total;
        made.created_at = clock_.now();
        return made;
    }
    Items items(std::int64_t count) {
        Items made;
        for (std::int64_t i = 0; i < count; ++i) {
            BulkItem item;
            item.id = fresh<BulkItemId>();
            item.position = i;
            item.ask = Json{R"({"n":)" + std::to_string(i) + "}"};
            made.push_back(item);
        }
        return made;
    }
    void insert(const Bulk& made, const Items& its_items, const std::vector<Job>& jobs = {}) {
        const auto done =
            run_blocking(db_.loop(), [&] { return store_.insert(made, its_items, jobs); });
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }
    Bulk find(BulkId id) {
        return must<std::optional<Bulk>>([&] { return store_.find(all_, id); }).value();
    }
    std::optional<BulkItem> next(BulkId id, std::int64_t strand, std::int64_t strands) {
        return must<std::optional<BulkItem>>(
            [&] { return store_.next(default_workspace, id, strand, strands); });
    }
    void settle(BulkId id, BulkItem item, bool has_failed, std::string sealed_url = {}) {
        item.result = Json{"{}"};
        item.sealed_url = std::move(sealed_url);
        const auto done = run_blocking(db_.loop(), [&] {
            return store_.settle(default_workspace, id, item, has_failed, clock_.now());
        });
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }
    bool stop(BulkId id) {
        return must<bool>([&] { return store_.stop(all_, id); });
    }

    const Access all_ = Access::of(default_workspace);
    BulkStore store_{*db_};
};

TEST_F(BulkStoreTest, KeepsWhatIsAskedInItsOrder) {
    const auto user = add_user("mia");
    const auto made = bulk(user, 3);
    insert(made, items(3));
    const auto found = find(made.id);
    EXPECT_EQ(found.user, user);
    EXPECT_EQ(found.action, BulkAction::disconnect);
    EXPECT_EQ(found.terms, made.terms);
    EXPECT_EQ(found.total, 3);
    EXPECT_EQ(found.created_at, made.created_at);
    EXPECT_FALSE(found.finished_at);
    const auto listed = must<Items>([&] { return store_.items(all_, made.id, 0, 1); });
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].position, 1);
    EXPECT_EQ(listed[0].ask.text, R"({"n":1})");
    EXPECT_FALSE(listed[0].result);
}

TEST_F(BulkStoreTest, EachStrandHasItemsOfItsOwn) {
    const auto made = bulk({}, 4);
    insert(made, items(4));
    EXPECT_EQ(next(made.id, 0, 3)->position, 0);
    EXPECT_EQ(next(made.id, 1, 3)->position, 1);
    settle(made.id, *next(made.id, 0, 3), false);
    EXPECT_EQ(next(made.id, 0, 3)->position, 3);
    settle(made.id, *next(made.id, 0, 3), false);
    EXPECT_FALSE(next(made.id, 0, 3));
}

TEST_F(BulkStoreTest, CountsEachResultOnceAndFinishesWithTheLast) {
    const auto made = bulk({}, 2);
    insert(made, items(2));
    const auto item = *next(made.id, 0, 1);
    settle(made.id, item, true, "sealed");
    settle(made.id, item, false, "sealed anew");
    EXPECT_EQ(find(made.id).done, 1);
    EXPECT_EQ(find(made.id).failed, 1);
    EXPECT_FALSE(find(made.id).finished_at);
    const auto first = must<Items>([&] { return store_.items(all_, made.id, -1, 1); });
    EXPECT_EQ(first.at(0).sealed_url, "sealed");
    clock_.advance(5ms);
    settle(made.id, *next(made.id, 0, 1), false);
    EXPECT_EQ(find(made.id).done, 2);
    EXPECT_EQ(find(made.id).failed, 1);
    EXPECT_EQ(find(made.id).finished_at, clock_.now());
}

TEST_F(BulkStoreTest, StopsWhatIsNotFinished) {
    const auto made = bulk({}, 1);
    insert(made, items(1));
    EXPECT_TRUE(stop(made.id));
    EXPECT_TRUE(find(made.id).is_stopped);
    settle(made.id, *next(made.id, 0, 1), true);
    EXPECT_FALSE(stop(made.id));
    EXPECT_FALSE(stop(fresh<BulkId>()));
}

TEST_F(BulkStoreTest, ComesWithItsJobsOrNotAtAll) {
    const auto made = bulk({}, 1);
    Job job;
    job.id = fresh<JobId>();
    job.name = "many";
    job.payload = Json{"{}"};
    job.run_at = job.created_at = clock_.now();
    auto twice = items(1);
    twice.push_back(twice.front());
    EXPECT_FALSE(run_blocking(db_.loop(), [&] { return store_.insert(made, twice, {job}); }));
    EXPECT_FALSE(must<std::optional<Bulk>>([&] { return store_.find(all_, made.id); }));
    insert(made, items(1), {job});
    JobStore jobs{*db_};
    EXPECT_EQ(must<JobStore::Counts>([&] { return jobs.counts(); }).waiting, 1);
}

TEST_F(BulkStoreTest, TheOldGoWithTheirItems) {
    const auto old = bulk({}, 1);
    insert(old, items(1));
    clock_.advance(1h);
    const auto young = bulk({}, 1);
    insert(young, items(1));
    EXPECT_EQ(must<std::int64_t>([&] { return store_.erase_before(clock_.now()); }), 1);
    EXPECT_FALSE(must<std::optional<Bulk>>([&] { return store_.find(all_, old.id); }));
    EXPECT_TRUE(must<Items>([&] { return store_.items(all_, old.id, -1, 10); }).empty());
    EXPECT_EQ(find(young.id).total, 1);
}

}  // namespace
}  // namespace fairlead::storage
