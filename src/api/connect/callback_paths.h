// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_ask.h"

#include <array>
#include <string_view>

namespace fairlead::api {

/// The paths on which a platform may send a browser back (SPEC A4).
constexpr std::string_view integrations_callback = "/api/integrations/callback/{provider}";
constexpr std::array<std::string_view, 2> callback_aliases{
    "/api/auth/{provider}/callback", "/integrations/auth/{provider}/callback"};

constexpr oauth::CallbackPath callback_path_of(std::string_view pattern) {
    if (pattern == callback_aliases[0]) return oauth::CallbackPath::auth_callback;
    if (pattern == callback_aliases[1]) return oauth::CallbackPath::legacy_callback;
    return oauth::CallbackPath::integrations_callback;
}

}  // namespace fairlead::api
