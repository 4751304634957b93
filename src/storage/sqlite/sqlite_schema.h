// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "storage/migrations.h"
#include "storage/sqlite/sqlite_connection.h"

namespace fairlead::storage {

/// Whether opening a database may change its schema.
enum class Migrate : std::uint8_t { yes, no };

/// Makes an empty file ours; `conflict` when it is another program's database. To be asked before
/// anything about the file is changed.
Result<void> require_ours(SqliteConnection& connection);

/// Brings the file's schema to the last of `migrations`, each step in a transaction of its own.
/// Answers the version it has then. `conflict` where the file is newer, differs, or
/// (Migrate::no) is behind; the message says what to do.
Result<std::int64_t> prepare_schema(SqliteConnection& connection,
                                    std::span<const Migration> migrations, Migrate migrate,
                                    const Clock& clock);

}  // namespace fairlead::storage
