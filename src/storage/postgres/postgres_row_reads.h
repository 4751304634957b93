// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/handoff.h"
#include "storage/access.h"
#include "storage/database.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace fairlead::storage {

/// Callers that each want one row by its id, gathered by statement and by for whom it runs: those
/// that come while the server is asked for the ones before them are asked for together. To begin a
/// statement costs it as much as ten rows. Belongs to one loop.
class PostgresRowReads {
    using Key = std::tuple<const char*, std::optional<WorkspaceId>, std::optional<UserId>>;

public:
    struct Waiting {
        Uuid id;
        Resume<Rows> resume;
    };
    using Batch = std::vector<Waiting>;

    /// True: nobody asks for these rows yet, so the caller begins to.
    bool add(const Access& access, Sql sql, Waiting one);

    /// Whoever is to be asked for now, the longest waiting first. Empty: nobody waits any more, and
    /// the next add() answers true again.
    Batch take(const Access& access, Sql sql);

    /// While it lives somebody asks. Whatever ends that, who waits is not left waiting.
    class Asking {
    public:
        Asking(PostgresRowReads& reads, const Access& access, Sql sql)
            : reads_(reads), key_(key_of(access, sql)) {}
        ~Asking() { reads_.waiting_.erase(key_); }
        Asking(const Asking&) = delete;
        Asking& operator=(const Asking&) = delete;

    private:
        PostgresRowReads& reads_;
        Key key_;
    };

    /// What `CAST($2 AS uuid[])` is asked with.
    static std::string ids_of(const Batch& batch);
    /// Gives each its row, or none; `rows` have their id in the last column.
    static void hand_out(const Batch& batch, const Result<Rows>& rows);

private:
    static Key key_of(const Access& access, Sql sql) {
        return {sql.postgres.data(), access.workspace(), access.user()};
    }
    std::map<Key, Batch> waiting_;
};

}  // namespace fairlead::storage
