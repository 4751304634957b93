// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <string>
#include <string_view>

namespace fairlead::oauth {

/// A cookie the caller sets with its answer: `__Host-`, Secure, HttpOnly, SameSite=Lax, Path=/.
struct FlowCookie {
    std::string name;
    std::string value;
    Seconds max_age{600};
};

/// One cookie per flow, so that two tabs do not clobber each other. Derived from the state's hash:
/// the name tells nothing about the state.
std::string flow_cookie_name(std::string_view state);
/// The same for the page of one connect link.
std::string page_cookie_name(std::string_view link_token);

}  // namespace fairlead::oauth
