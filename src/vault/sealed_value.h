// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "model/data_key.h"
#include "vault/vault.h"

#include <string_view>

namespace fairlead::vault {

/// Which data key a sealed value says it was sealed with. A vault error when it is none.
Result<DataKeyId> data_key_of(const Place& place, std::string_view sealed);

/// The vault error for a value whose data key belongs to somebody else.
Error moved_value(const Place& place);

}  // namespace fairlead::vault
