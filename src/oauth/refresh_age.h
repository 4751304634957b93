// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "storage/refresh_rows.h"

namespace fairlead::oauth {

/// When the platform will renew this token at the earliest (`refresh.min_age`); none: at once, or its age is not known.
std::optional<Time> too_young_until(const catalog::AuthMethod& method,
                                    const storage::SealedTokens& tokens, Time now);

}  // namespace fairlead::oauth
