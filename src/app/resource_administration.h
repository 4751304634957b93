// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/administrative_commands.h"

namespace fairlead::app {

/// `connections.fetch` and `connections.resources`: what platforms hold of a connection's account.
void add_resource_commands(Administration& administration, Administered on);

}  // namespace fairlead::app
