// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Calendly's event types and scheduled events.
std::span<const Endpoint> calendly_scheduling_endpoints();
std::span<const RecordKind> calendly_scheduling_kinds();
/// Its webhook subscriptions.
std::span<const Endpoint> calendly_subscription_endpoints();

}  // namespace fairlead::sandbox
