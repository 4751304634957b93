// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

namespace fairlead::storage {

/// The commonest shapes of a statement, over a database or inside a transaction.

/// Runs it; its rows do not matter.
Task<Result<void>> run(Tx& tx, Sql sql, Params params);
Task<Result<void>> run(Database& database, Access access, Sql sql, Params params,
                       Priority priority = Priority::normal);

/// Whether it changed exactly one row.
Task<Result<bool>> changes_one(Tx& tx, Sql sql, Params params);
Task<Result<bool>> changes_one(Database& database, Access access, Sql sql, Params params);

/// How many rows it changed.
Task<Result<std::int64_t>> count_changed(Tx& tx, Sql sql, Params params);
Task<Result<std::int64_t>> count_changed(Database& database, Access access, Sql sql, Params params,
                                         Priority priority = Priority::normal);

}  // namespace fairlead::storage
