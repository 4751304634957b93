// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/flow.h"

namespace fairlead::oauth {

/// For a callback, before it exchanges its code: where the platform revokes a user's whole grant,
/// waits while one of the user's revocations at that integration is on its way, for it would take
/// the new grant along. Which account comes is not known yet, so it waits for all that were let go.
/// After `ConnectOptions::revocation_patience` the code is exchanged all the same: codes are short
/// of life, and a consent that follows a disconnect is verified at once (`NewConsent::verify`).
Task<Result<void>> wait_for_revocations(ConnectContext& context, const FlowState& flow,
                                        const catalog::AuthMethod& method);

}  // namespace fairlead::oauth
