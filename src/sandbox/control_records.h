// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "sandbox/answer.h"
#include "sandbox/realm.h"

#include <optional>

namespace fairlead::sandbox {

/// The control API's part about the records that accounts hold; nothing where a request is none of
/// it. `{set}` is the name of a data set, `hubspot.contacts`, and `owner` whose it is.
///
///     GET  /control/records                     every set that there may be
///     GET  /control/records/{set}?owner&after&limit&gone
///     PUT  /control/records/{set}               {"size": 5000}: all sets of that name, made anew
///     POST /control/records/{set}/changes       {"owner", "number"?, "remove"?, "own"?}
///     POST /control/records/{set}/forget        {"owner"}: its older sync tokens
///     PUT  /control/limits                      {"most": 1000}: calls in a platform's window
std::optional<Result<Answer>> answer_record_control(Mutex<Realm>& realm,
                                                    const net::Request& request);

}  // namespace fairlead::sandbox
