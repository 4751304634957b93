// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/migrations.h"
#include "storage/postgres/postgres_session.h"

#include <cstdint>
#include <span>

namespace fairlead::storage {

/// Brings the schema to the last of `migrations`, each step in a transaction of its own, one node
/// at a time. The session's role owns the schema. Answers the version it has then. `conflict` where
/// the database is newer, differs, or is another program's.
Result<std::int64_t> migrate_postgres(PostgresSession& owner,
                                      std::span<const Migration> migrations);

/// The version the database has, which must be the last of `migrations`; `conflict` where it is
/// older, newer or differs: the message says what to do.
Result<std::int64_t> check_postgres_schema(PostgresSession& session,
                                           std::span<const Migration> migrations);

}  // namespace fairlead::storage
