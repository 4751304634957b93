// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/call.h"

#include <initializer_list>
#include <optional>

namespace fairlead::sandbox {

// What Google's products have in common where an access token opens them.

/// An error as Google's APIs write it.
Answer google_api_error(int code, std::string_view status, std::string_view reason,
                        std::string_view message);
Answer google_bad_request(std::string_view message);
Answer google_not_found();

/// How many calls of an account a product takes in a minute, and what it says to one more.
struct GoogleQuota {
    std::string_view product;
    std::int64_t calls_a_minute;
    Answer (*refuse)(Time over);  ///< when the minute is over
};
/// Most of them say no more than this.
Answer google_quota_used_up(Time over);

/// Whose token it is, with one of these scopes; or why it may not.
struct GoogleEntry {
    std::string account;
    std::optional<Answer> refusal = {};
};
GoogleEntry enter_google(Realm& realm, const Call& call, const GoogleQuota& quota,
                         std::initializer_list<std::string_view> scopes);

}  // namespace fairlead::sandbox
