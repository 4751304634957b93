// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string_view>

namespace fairlead {

/// A kind of failure as the log and stored results name it: its enumerator.
std::string_view name_of(Errc code);

/// What an Error is called on the wire: its reason, or else its kind.
std::string_view name_of(const Error& error);

}  // namespace fairlead
