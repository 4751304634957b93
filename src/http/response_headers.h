// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/exchange.h"
#include "http/origins.h"

namespace fairlead::http {

/// The headers every answer gets by what it is (security.md 52, 53). What the endpoint set itself
/// stays: a page with a form that ends in a redirect to a platform needs its own form-action.
void add_security_headers(const Exchange& exchange, bool https, Reply& reply);

/// Lets listed origins read the answer; says that it depends on the origin (security.md 51).
void add_cors_headers(const Exchange& exchange, const Origins& origins, Reply& reply);

/// Answers an OPTIONS request: a preflight, or a plain question for what is allowed.
Reply options_reply(const Exchange& exchange, const Origins& origins, const std::string& allow);

}  // namespace fairlead::http
