// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace fairlead::crypto {

/// Makes sure that no memory of this process reaches a file: no core dump, and no debugger of
/// another user. Called once, before any key is read. Undone by exec.
Result<void> forbid_core_dumps();

}  // namespace fairlead::crypto
