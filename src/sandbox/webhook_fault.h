// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <string_view>

namespace fairlead::sandbox {

/// What shall be wrong with one delivery, asked for as other faults are: names with commas between,
/// some with a value.
///
///     wrong_signature          its proof does not hold
///     old_timestamp[=seconds]  it was signed so long ago: an hour, unless told
///     twice                    it comes again, byte by byte
struct WebhookFault {
    bool wrong_signature = false;
    Seconds age{0};
    bool twice = false;

    /// `invalid` for what is not in the list.
    static Result<WebhookFault> parse(std::string_view text);
};

}  // namespace fairlead::sandbox
