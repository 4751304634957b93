// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.h"

namespace fairlead::cli {

/// Runs an administrative command (`app::Administration`) with the options as its arguments — in
/// the server that holds the data directory, or, where none runs, in this process — and prints
/// what it answers.
int administer(const char* command, const Arguments& arguments);

}  // namespace fairlead::cli
