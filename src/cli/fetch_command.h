// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace fairlead::cli {

/// `fairlead connections fetch <id> <resource>`: a record on each line of standard output, and what
/// it came to on the last of standard error. Waits where the platform asks for it, ten minutes in
/// all at most.
int fetch(const Arguments& arguments);

}  // namespace fairlead::cli
