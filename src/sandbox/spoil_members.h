// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "sandbox/fault.h"

namespace fairlead::sandbox {

/// Changes what an answer says: of its tokens, where there are any, or where the next page is.
void spoil_document(json::object& document, const Fault& fault);

}  // namespace fairlead::sandbox
