// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "cli/command.h"

#include <map>
#include <string>

namespace fairlead::cli {

/// `fairlead sandbox`.
int run_sandbox(const Arguments& arguments);

/// The registrations the sandbox knows, as the environment of a server would have them.
std::map<std::string, app::AppCredentials> sandbox_apps();

}  // namespace fairlead::cli
