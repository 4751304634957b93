// SPDX-License-Identifier: Apache-2.0
#include "oauth/bulks.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth {

namespace {

constexpr std::chrono::hours kept_for{7 * 24};
/// Each run of a job is short and counts; only one that never gets anywhere comes so far.
constexpr int most_runs = 1000;

Error unknown() { return Error{Errc::not_found, "There is no such bulk."}; }

/// What the caller may see of bulks.
Result<storage::Access> access_of(const Caller& caller) {
    if (caller.user) return storage::Access::of(caller.workspace, *caller.user);
    if (caller.may(Scope::admin)) return storage::Access::of(caller.workspace);
    return Error{.code = Errc::invalid,
                 .message =
                     "Say for which user: send Fairlead-User, or sign in. Only a key with "
                     "the scope admin acts on everybody's accounts.",
                 .reason = "user_required"};
}

BulkItem item_of(Bulks::Wish wish, std::int64_t position, BulkItemId id) {
    BulkItem item;
    item.id = id;
    item.position = position;
    item.ask = wish.ask.json();
    if (!wish.refused) return item;
    BulkResult result = BulkResult::failed(*wish.refused);
    result.connection = wish.ask.connection;
    if (wish.ask.link) result.provider = wish.ask.link->provider;
    item.result = result.json();
    return item;
}

}  // namespace

vault::Place link_place(BulkItemId item) { return {"bulk_items", "sealed_url", item.value}; }

std::vector<Job> Bulks::jobs_of(const Bulk& bulk) {
    std::vector<Job> jobs;
    if (bulk.finished_at) return jobs;
    for (std::int64_t strand = 0; strand < strands; ++strand) {
        const json::object payload{
            {"workspace", bulk.workspace.text()}, {"bulk", bulk.id.text()}, {"strand", strand}};
        Job job;
        job.id = JobId::create(bulk.created_at, services_.random);
        job.workspace = bulk.workspace;
        job.name = bulk_job_name;
        job.payload = to_json(payload);
        job.max_attempts = most_runs;
        job.run_at = bulk.created_at;
        job.created_at = bulk.created_at;
        jobs.push_back(std::move(job));
    }
    return jobs;
}

Task<Result<Bulk>> Bulks::begin(Caller caller, BulkAction action, std::vector<Wish> wishes,
                                SyncedData data) {
    CO_CHECK(access_of(caller));
    if (wishes.empty() || wishes.size() > most) {
        co_return Error{Errc::invalid, "From 1 to " + std::to_string(most) + " at once."};
    }
    Bulk bulk;
    bulk.created_at = services_.clock.now();
    bulk.id = BulkId::create(bulk.created_at, services_.random);
    bulk.workspace = caller.workspace;
    bulk.user = caller.user;
    bulk.action = action;
    BulkTerms terms;
    terms.data = data;
    terms.caller = std::move(caller);
    bulk.terms = terms.json();
    bulk.total = static_cast<std::int64_t>(wishes.size());
    std::vector<BulkItem> items;
    for (Wish& wish : wishes) {
        if (wish.refused) ++bulk.done;
        const auto id = BulkItemId::create(bulk.created_at, services_.random);
        items.push_back(item_of(std::move(wish), static_cast<std::int64_t>(items.size()), id));
    }
    bulk.failed = bulk.done;
    if (bulk.done == bulk.total) bulk.finished_at = bulk.created_at;
    auto jobs = jobs_of(bulk);
    CO_CHECK(co_await store_.insert(bulk, std::move(items), std::move(jobs)));
    services_.wake();
    co_return bulk;
}

Task<Result<Bulk>> Bulks::find(Caller caller, BulkId id) {
    CO_TRY(const auto access, access_of(caller));
    CO_TRY(auto bulk, co_await store_.find(access, id));
    if (!bulk || (caller.user && bulk->user != caller.user)) co_return unknown();
    co_return *std::move(bulk);
}

Task<Result<std::vector<Bulks::Entry>>> Bulks::entries(Caller caller, BulkId id, std::int64_t after,
                                                       int limit) {
    CO_TRY(const auto access, access_of(caller));
    CO_CHECK(co_await find(caller, id));
    CO_TRY(auto items, co_await store_.items(access, id, after, limit));
    std::vector<Entry> entries;
    for (BulkItem& item : items) {
        Entry entry;
        entry.position = item.position;
        CO_TRY(entry.ask, BulkAsk::parse(item.ask));
        if (item.result) {
            CO_TRY(entry.result, BulkResult::parse(*item.result));
        }
        if (!item.sealed_url.empty()) {
            const auto owner = Owner::of(caller.workspace);
            auto place = link_place(item.id);
            CO_TRY(const Secret url, co_await services_.vault.open(owner, std::move(place),
                                                                   std::move(item.sealed_url)));
            entry.url = url.expose();
        }
        entries.push_back(std::move(entry));
    }
    co_return entries;
}

Task<Result<Bulk>> Bulks::stop(Caller caller, BulkId id) {
    CO_TRY(const auto access, access_of(caller));
    CO_CHECK(co_await find(caller, id));
    CO_CHECK(co_await store_.stop(access, id));
    co_return co_await find(std::move(caller), id);
}

Task<Result<void>> Bulks::drop_old() {
    CO_CHECK(co_await store_.erase_before(services_.clock.now() - kept_for));
    co_return ok();
}

}  // namespace fairlead::oauth
