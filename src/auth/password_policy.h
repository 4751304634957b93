// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <cstddef>
#include <string_view>

namespace fairlead::auth {

constexpr std::size_t longest_password = 1024;  ///< in bytes

/// Whether somebody with that e-mail address may choose that password (security.md 43): 8
/// characters or more — 15 are a good number —, at most 1024 bytes, none of the commonest, no
/// plain run or repetition, not their own address. Any characters, and no rule on their mixture.
/// The error is `invalid` and says what is wrong with it, not what it is.
Result<void> check_password(const Secret& password, std::string_view email);

}  // namespace fairlead::auth
