// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "model/ids.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How often each connection was counted, as one value of the table `audit_counts`
/// (docs/formats/audit-counts.md): 20 bytes an entry, in order of the connections' ids.
namespace fairlead::storage {

/// `counted` holds a connection once for each time; its order is lost.
std::string pack_counts(std::vector<ConnectionId>& counted);

/// How often `connection` is counted in the value. One that is not ours throws.
std::int64_t count_of(std::string_view entries, ConnectionId connection);

}  // namespace fairlead::storage
