// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.h"
#include "web/site.h"

namespace fairlead::web {

/// Mounts the addresses of the dashboard, which the OpenAPI document does not name: `/`, its files,
/// and the addresses that the page itself reads. `site` outlives the router.
void mount_routes(http::Router& router, const Site& site);

}  // namespace fairlead::web
