// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "base/clock.h"
#include "base/disk.h"
#include "storage/copy/copy.h"

namespace fairlead::app {

/// Where a copy comes from or goes to, as an operator writes it:
///   sqlite:                    the file in the data directory of these settings
///   sqlite:PATH                a data directory, or the file itself
///   postgres:                  FAIRLEAD_DATABASE_SERVICE_URL
///   postgres://… or postgres:host=… dbname=…
/// May hold a password.
struct CopyEnds {
    Secret from;
    Secret to;
};

/// Moves everything from the embedded database to PostgreSQL, or back (docs/scaling.md): copies,
/// compares, and opens every sealed value. `say` gets what a person should see, without a secret.
/// Errors say what to do; after any of them, and after a kill, the source is as it was.
Result<void> copy_database(const Settings& settings, const CopyEnds& ends, const Clock& clock,
                           Disk& disk, const storage::Say& say);

}  // namespace fairlead::app
