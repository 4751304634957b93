// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/copy/copy_side.h"

#include <optional>

namespace fairlead::storage {

/// The note that a copy leaves in its target from its first row to its last proof: what tells a
/// copy to be resumed from a database that has its own data.
struct UnfinishedCopy {
    std::string source_mark;  ///< tells sources apart
    std::string source;       ///< for people
};

Result<std::optional<UnfinishedCopy>> find_unfinished_copy(CopySide& target);
Result<void> note_unfinished_copy(CopySide& target, const UnfinishedCopy& copy, Time now);
Result<void> forget_unfinished_copy(CopySide& target);

/// For a server's start: `conflict` on a database that was not copied to its end.
Task<Result<void>> refuse_unfinished_copy(Database& database);

}  // namespace fairlead::storage
