// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/app_under_test.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace fairlead::tests {

/// Every row of every table, as text, in an order of its own.
using TableRows = std::map<std::string, std::vector<std::string>>;

/// What an app's database holds, whether the app runs or not. Left out are the tables of that name
/// and the columns of such a name: "audit", "api_keys.last_used_at".
TableRows table_rows(const AppUnderTest& app, const std::set<std::string>& left_out);

/// These columns of one table's rows, in an order of its own.
std::vector<std::string> rows_of(const AppUnderTest& app, const std::string& table,
                                 const std::vector<std::string>& columns);

/// The rows that came and went between the two, for people; "" where none did.
std::string changed_rows(const TableRows& before, const TableRows& after);

}  // namespace fairlead::tests
