// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.h"

namespace fairlead::api {

struct Services;

/// Mounts every endpoint. `services` outlives the router; nullptr for a router that only documents.
void mount_routes(http::Router& router, const Services* services);

}  // namespace fairlead::api
