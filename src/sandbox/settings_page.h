// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/call.h"

namespace fairlead::sandbox {

/// The page of a platform's settings where people see which applications they let in.
Answer show_settings(Realm& realm, Call& call);
/// Its form: takes one grant back, as the platform does when its owner wants it.
Answer change_settings(Realm& realm, Call& call);

}  // namespace fairlead::sandbox
