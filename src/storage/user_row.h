// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "storage/database.h"

/// A user's columns, of `users u`, in the order user_of() reads them.
#define FAIRLEAD_USER_COLUMNS \
    "u.id, u.workspace_id, u.external_id, u.email, u.role, u.disabled, u.created_at"

namespace fairlead::storage {

/// The user whose columns begin at `column`.
User user_of(const Row& row, std::size_t column = 0);

}  // namespace fairlead::storage
