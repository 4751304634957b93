// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "http/route.h"
#include "model/user.h"
#include "net/http_message.h"

#include <string>

namespace fairlead::http {

/// Whether a caller may use a route at all: its access, its kinds of caller, its scope. Whose
/// things they may touch is the services' to check (SPEC H3).
Result<void> admit(const Route& route, const Caller& caller);

/// A session cookie and an Authorization header on one request are refused (security.md 50).
Result<void> one_proof_only(const net::Request& request);

/// What a limit by user counts under: the user, or a key that acts for nobody.
std::string limit_key(const Caller& caller);

}  // namespace fairlead::http
