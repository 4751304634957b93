// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// HubSpot's contacts, companies and deals.
std::span<const Endpoint> hubspot_crm_endpoints();
std::span<const RecordKind> hubspot_crm_kinds();
/// The CRM's 429.
Answer hubspot_too_many_calls(std::string_view policy);

}  // namespace fairlead::sandbox
