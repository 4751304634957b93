// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_failure.h"

namespace fairlead::oauth {

/// A failed connect as the answer of a call that began or made it: with the fault's message, its
/// reason or kind, and the time to wait. `conflict` where the operator has to see to it.
Error error_of(const ConnectFault& fault);

}  // namespace fairlead::oauth
