// SPDX-License-Identifier: Apache-2.0
#include "storage/migrations.h"

#include "crypto/hash.h"

#include <string>

namespace fairlead::storage {

std::string checksum_of(std::string_view script) { return crypto::sha256_hex(script); }

Result<std::vector<Migration>> pending_migrations(std::span<const Migration> known,
                                                  const std::vector<AppliedMigration>& applied,
                                                  std::string (*checksum)(const Migration&)) {
    if (applied.size() > known.size()) {
        return Error{Errc::conflict,
                     "The database has schema version " + std::to_string(applied.back().version) +
                         " and this Fairlead knows versions up to " +
                         std::to_string(known.empty() ? 0 : known.back().version) +
                         ". Install the newer Fairlead again, or restore a backup."};
    }
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (applied[i].version == known[i].version && applied[i].checksum == checksum(known[i])) {
            continue;
        }
        return Error{Errc::conflict,
                     "Schema step " + std::to_string(applied[i].version) +
                         " of the database differs from this Fairlead's. The database was made by "
                         "another build; use that one, or restore a backup."};
    }
    return std::vector<Migration>(known.begin() + static_cast<std::ptrdiff_t>(applied.size()),
                                  known.end());
}

}  // namespace fairlead::storage
