// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fairlead::cli {

/// `fairlead` itself: reads the command line and runs the command it names. Answers the exit
/// status of the process.
int run(int argc, char** argv);

}  // namespace fairlead::cli
