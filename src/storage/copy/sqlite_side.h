// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "storage/copy/copy_side.h"
#include "storage/sqlite/lock_file.h"
#include "storage/sqlite/sqlite_connection.h"

#include <memory>
#include <set>

namespace fairlead::storage {

/// The embedded database as one side of a copy. It holds the file's lock for as long as it lives,
/// so that no server opens it meanwhile.
class SqliteSide final : public CopySide {
public:
    /// Read-only. `not_found` when there is no such file; `conflict` when a server has it, or its
    /// schema is not this Fairlead's.
    static Result<std::unique_ptr<SqliteSide>> open_source(const std::string& path,
                                                           const Clock& clock);
    /// Makes the file, with the schema, where there is none. Errors as above.
    static Result<std::unique_ptr<SqliteSide>> open_target(const std::string& path,
                                                           const Clock& clock);

    const std::string& place() const override { return path_; }
    Result<Rows> run(const std::string& text, const Params& params) override;
    Result<void> execute(const std::string& script) override;
    Result<void> insert(const TablePlan& plan, std::vector<Params> rows) override;
    bool takes(std::string_view) const override { return true; }
    Result<std::int64_t> counter(const CopiedTable& table) override;
    Result<void> set_counter(const CopiedTable& table, std::int64_t last) override;
    Result<void> count_rows_anew() override { return ok(); }
    Result<void> refuse_if_used() override { return ok(); }

private:
    SqliteSide(std::string path, LockFile lock, SqliteConnection connection);
    static Result<std::unique_ptr<SqliteSide>> open(const std::string& path,
                                                    SqliteConnection::Mode mode,
                                                    const Clock& clock);

    std::string path_;
    LockFile lock_;
    std::set<std::string> texts_;  ///< the connection knows its statements by their address
    SqliteConnection connection_;
};

}  // namespace fairlead::storage
