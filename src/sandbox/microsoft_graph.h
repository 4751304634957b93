// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Graph's contacts, and the events of a calendar in a window of time.
std::span<const Endpoint> microsoft_graph_endpoints();
std::span<const RecordKind> microsoft_graph_kinds();
/// Its subscriptions to changes.
std::span<const Endpoint> microsoft_subscription_endpoints();

/// A person's tenant; "" where there is nobody of that id.
std::string_view microsoft_tenant_of(std::string_view person);

/// An error as Graph writes it.
Answer microsoft_graph_error(int status, std::string_view code, std::string_view message,
                             std::optional<Time> now = {});
/// Graph's 429, without Retry-After.
Answer microsoft_too_many_calls();

}  // namespace fairlead::sandbox
