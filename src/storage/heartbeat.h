// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

namespace fairlead::storage {

/// Whether the database answers a read at all; the error says why not.
Task<Result<void>> answers(Database& database);

}  // namespace fairlead::storage
