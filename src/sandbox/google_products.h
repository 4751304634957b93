// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

// Google's products, each in a file of its own.

/// Calendars and their events.
std::span<const Endpoint> google_calendar_endpoints();
std::span<const RecordKind> google_calendar_kinds();
/// The channels that tell of a calendar.
std::span<const Endpoint> google_watch_endpoints();
/// Accounts and properties of Analytics.
std::span<const Endpoint> google_analytics_endpoints();
std::span<const RecordKind> google_analytics_kinds();
/// Files of Drive.
std::span<const Endpoint> google_drive_endpoints();
std::span<const RecordKind> google_drive_kinds();
/// Gmail's messages.
std::span<const Endpoint> google_mail_endpoints();
std::span<const RecordKind> google_mail_kinds();
/// The keys that Google's own tokens are verified with, as that of a push is.
std::span<const Endpoint> google_key_endpoints();
/// The people of an organization.
std::span<const Endpoint> google_directory_endpoints();
std::span<const RecordKind> google_directory_kinds();

}  // namespace fairlead::sandbox
