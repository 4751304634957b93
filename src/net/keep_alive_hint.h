// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"

namespace fairlead::net {

/// Whether an answer says that its connection ends about now, if nothing is asked on it:
/// `Keep-Alive: timeout=1`, or less, or `max=0` (RFC 2068 section 19.7.1.1). What is not understood says nothing.
bool ends_soon(const Headers& headers);

}  // namespace fairlead::net
