// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

#include <string_view>
#include <vector>

namespace fairlead::storage {

/// One statement of a group. The text outlives the process, as literals do.
struct PostgresStatement {
    std::string_view text;
    Params params;
    friend bool operator==(const PostgresStatement&, const PostgresStatement&) = default;
};

/// What is sent up to one Sync: outside a transaction block it is a transaction of its own.
using PostgresGroup = std::vector<PostgresStatement>;

/// The statements that make the rest of a transaction run for `access`: none for the service,
/// whose role needs no telling. They last as long as the transaction, so that nothing is carried
/// over to whoever has the connection next, be it ours or a pooler's.
PostgresGroup entering(const Access& access);

}  // namespace fairlead::storage
