// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/bulk.h"
#include "model/job.h"
#include "storage/database.h"

namespace fairlead::storage {

/// What many things asked for at once came to (SPEC A13). Thread-safe.
class BulkStore {
public:
    explicit BulkStore(Database& database) : database_(database) {}

    /// With its items, in order of position from zero, and the jobs that see to them: all or none.
    /// Items may have their result already, as `done` and `failed` say.
    Task<Result<void>> insert(Bulk bulk, std::vector<BulkItem> items, std::vector<Job> jobs);

    /// As far as `access`, which names a workspace, sees it.
    Task<Result<std::optional<Bulk>>> find(Access access, BulkId id);
    /// Items after `after` (-1: from the first), in order of position.
    Task<Result<std::vector<BulkItem>>> items(Access access, BulkId id, std::int64_t after,
                                              int limit);

    /// The first item without a result whose position modulo `strands` is `strand`.
    Task<Result<std::optional<BulkItem>>> next(WorkspaceId workspace, BulkId id,
                                               std::int64_t strand, std::int64_t strands);
    /// Gives an item its result, once: a second one, after a crash in between, changes nothing.
    Task<Result<void>> settle(WorkspaceId workspace, BulkId id, BulkItem item, bool has_failed,
                              Time now);

    /// No item is begun any more. False: there is none such, or it is finished.
    Task<Result<bool>> stop(Access access, BulkId id);
    Task<Result<std::int64_t>> erase_before(Time created_before);

private:
    Database& database_;
};

}  // namespace fairlead::storage
