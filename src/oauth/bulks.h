// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "oauth/bulk_ask.h"
#include "oauth/bulk_result.h"
#include "storage/bulk_store.h"
#include "vault/vault.h"

#include <functional>
#include <utility>
#include <vector>

namespace fairlead::oauth {

/// Handler of the jobs that see to a bulk.
constexpr const char* bulk_job_name = "connections.bulk";

/// Where a link of a bulk's item is sealed, with the workspace's key.
vault::Place link_place(BulkItemId item);

/// Many connections at once (SPEC A13): begun here, done by BulkWork on whichever node has time.
/// What a user asked for is that user's. A caller without a user, who must be an admin, works on
/// everybody's connections of the workspace, and sees every bulk of it. Thread-safe.
class Bulks {
public:
    struct Services {
        storage::Database& database;
        vault::Vault& vault;
        const Clock& clock;
        Random& random;
        std::function<void()> wake;  ///< there are jobs to be done; thread-safe
    };

    explicit Bulks(Services services)
        : services_(std::move(services)), store_(services_.database) {}

    static constexpr std::size_t most = 1000;
    /// So many of one bulk are under way at once.
    static constexpr std::int64_t strands = 4;

    struct Wish {
        BulkAsk ask;
        std::optional<Error> refused;  ///< set: it is settled so at once
    };
    /// Durable when answered; nothing is done yet. `invalid` unless it is 1 to `most`; `forbidden`
    /// for a caller without a user who is no admin.
    Task<Result<Bulk>> begin(Caller caller, BulkAction action, std::vector<Wish> wishes,
                             SyncedData data);

    /// `not_found` for somebody else's, and a week after it was begun.
    Task<Result<Bulk>> find(Caller caller, BulkId id);

    struct Entry {
        std::int64_t position = 0;
        BulkAsk ask;
        std::optional<BulkResult> result;  ///< none: it waits
        std::string url;                   ///< a link's; empty: none
    };
    /// At most `limit` after the position `after` (-1: from the first), waiting ones among them.
    Task<Result<std::vector<Entry>>> entries(Caller caller, BulkId id, std::int64_t after,
                                             int limit);

    /// What is not under way yet fails as stopped; what is goes on. One that is finished stays so.
    Task<Result<Bulk>> stop(Caller caller, BulkId id);

    /// Drops those that are a week old.
    Task<Result<void>> drop_old();

private:
    std::vector<Job> jobs_of(const Bulk& bulk);

    Services services_;
    storage::BulkStore store_;
};

}  // namespace fairlead::oauth
