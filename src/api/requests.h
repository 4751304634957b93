// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/mount.h"
#include "oauth/connect_start.h"

namespace fairlead::api {

/// All cookies of a request, in order.
net::Pairs cookies_of(const net::Request& request);

/// Whether the request is one that a page of ours made (SPEC A1): a state-changing one has been
/// through the origin check, another needs the browser's word.
oauth::ConnectStart::Origin origin_of(const Context& context);

/// A cookie of a connect flow as it is set.
http::SetCookie set_cookie(const oauth::FlowCookie& cookie);

/// Sends the browser on with GET, without telling where it comes from.
Reply see_other(std::string url);

}  // namespace fairlead::api
