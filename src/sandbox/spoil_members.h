// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "sandbox/fault.h"

namespace fairlead::sandbox {

/// Changes what a token answer says. A document without a token stays as it is.
void spoil_document(json::object& document, const Fault& fault);

}  // namespace fairlead::sandbox
