// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"
#include "support/app_under_test.h"

namespace fairlead::tests {

/// Changes one row of a stopped app's database by hand. Throws Failure unless it was exactly one.
void edit_database(const AppUnderTest& app, const storage::Sql& sql,
                   const storage::Params& params = {});

}  // namespace fairlead::tests
