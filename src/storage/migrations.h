// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace fairlead::storage {

/// One step of the schema, as a pair of scripts. Steps are numbered from 1 without a gap and never
/// change once released.
struct Migration {
    std::int64_t version;
    std::string_view name;
    std::string_view sqlite;
    std::string_view postgres;
};

/// The files of migrations/, compiled in, in order.
std::span<const Migration> embedded_migrations();

/// What `schema_migrations` remembers of a step that was applied.
struct AppliedMigration {
    std::int64_t version;
    std::string checksum;  ///< SHA-256 of the script, hexadecimal
};

/// SHA-256 of the script for the dialect in question.
std::string checksum_of(std::string_view script);

/// Which of `known` are still to be applied. `conflict` when the database is newer than this
/// program or was made by scripts that differ from ours. `checksum` gives a step's own.
Result<std::vector<Migration>> pending_migrations(std::span<const Migration> known,
                                                  const std::vector<AppliedMigration>& applied,
                                                  std::string (*checksum)(const Migration&));

}  // namespace fairlead::storage
