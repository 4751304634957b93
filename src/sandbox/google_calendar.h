// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Google's calendars and their events.
std::span<const Endpoint> google_calendar_endpoints();
std::span<const RecordKind> google_calendar_kinds();

/// An error as Google's APIs write it.
Answer google_api_error(int code, std::string_view status, std::string_view reason,
                        std::string_view message);

}  // namespace fairlead::sandbox
