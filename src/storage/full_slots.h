// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/disk.h"

#include <cstdint>
#include <string>

namespace fairlead::storage {

/// How many slots of a journal hold an answer; none where there is no such file. Changes nothing,
/// and blocks. `conflict` when a server has the file.
Result<std::uint32_t> count_full_slots(Disk& disk, const std::string& path);

}  // namespace fairlead::storage
