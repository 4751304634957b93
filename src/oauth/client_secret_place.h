// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vault/vault.h"

namespace fairlead::oauth {

/// Where the client secret of an integration is sealed to, with the workspace's key.
vault::Place client_secret_place(IntegrationId integration, std::int64_t generation);
/// And the values of its secret variables.
vault::Place secret_vars_place(IntegrationId integration, std::int64_t generation);

}  // namespace fairlead::oauth
