// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/table_set.h"

namespace fairlead::storage {

// FNV-1a; these bits of it are others for each table there is.
std::size_t TableSet::bit_of(std::string_view table) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : table) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return static_cast<std::size_t>((hash >> 17) % bits);
}

}  // namespace fairlead::storage
