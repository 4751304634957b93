// SPDX-License-Identifier: Apache-2.0
#include "api/routes.h"

#include "api/mount.h"

namespace fairlead::api {

// Every endpoint, each in the file of its name.
Mount mount_live;            // health/live.cpp
Mount mount_ready;           // health/ready.cpp
Mount mount_open_api;        // health/openapi.cpp
Mount mount_list_providers;  // providers/list.cpp
Mount mount_list_notices;    // user/notices.cpp

namespace {

constexpr Mount* mounts[] = {
    mount_live, mount_ready, mount_open_api, mount_list_providers, mount_list_notices,
};

}  // namespace

void mount_routes(http::Router& router, const Services* services) {
    for (Mount* const mount : mounts) mount(router, services);
}

}  // namespace fairlead::api
