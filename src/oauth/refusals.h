// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace fairlead::oauth {

/// A workspace's key asked without naming one of its users.
inline Error no_user_named() {
    return Error{.code = Errc::invalid,
                 .message = "Say for which user: send Fairlead-User, or sign in.",
                 .reason = "user_required"};
}

/// There is none, or none that the caller may see: the two are told alike (SPEC H3).
inline Error no_such_connection() { return Error{Errc::not_found, "There is no such connection."}; }

}  // namespace fairlead::oauth
