// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/issue_call.h"
#include "oauth/refresh_wire.h"

namespace fairlead::oauth {

/// Goes through the calls of a re-issue that come before the token call, whose answer alone the
/// journal keeps. False: it ended before, and `end` says how. All of them and the token call have to
/// be over by `until`. Passes "after_step" behind each.
Task<Result<bool>> reach_token_call(RefreshEngine& engine, const CallMeans& means, Issue& issue,
                                    RefreshEngine::Moment until, CallEnd& end);

/// The time left until then.
Milliseconds time_until(const RefreshEngine& engine, RefreshEngine::Moment until);

/// What the answers brought and the connection had not.
std::map<std::string, std::string> told_anew(const CallMeans& means, const Issue& issue);

}  // namespace fairlead::oauth
