// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"
#include "storage/refresh_rows.h"

namespace fairlead::storage {

/// The database was set back to an earlier time (`refresh.md` section 7): what was sent since is not
/// known. At most `limit` connections that were not let go and have no such attempt get one,
/// unknown and of long ago. Answers how many.
Task<Result<std::int64_t>> mark_set_back(Database& database, NodeBoot by, int limit);

}  // namespace fairlead::storage
