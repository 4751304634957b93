// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_failure.h"

namespace fairlead::oauth {

/// With the platform's own wait, told in the message where it says one.
void set_wait(ConnectFault& fault, std::optional<Seconds> wait);

}  // namespace fairlead::oauth
