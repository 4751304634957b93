// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/copy/copy.h"
#include "storage/copy/copy_side.h"
#include "vault/keyring.h"

namespace fairlead::app {

/// `conflict` when a data key of this database is wrapped by a master key that is not here.
Result<void> check_master_keys(storage::CopySide& side, const vault::Keyring& keyring);

/// How many values are sealed in a database, and how many of them do not open.
struct SealedCount {
    std::int64_t opened = 0;
    std::int64_t broken = 0;
    std::int64_t erased = 0;  ///< their owner's key was destroyed, as it is meant to be
};

/// Opens every sealed value of a database and wipes it again; says which does not open, and why,
/// for the first few.
Result<SealedCount> open_every_value(storage::CopySide& side, const vault::Keyring& keyring,
                                     const storage::Say& say);

}  // namespace fairlead::app
