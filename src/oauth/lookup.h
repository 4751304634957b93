// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/api_call.h"

namespace fairlead::oauth {

/// Makes the provider's `lookup` calls, in order, and adds what they find to `material.vars`. A
/// variable that is needed and not found, or does not fit, is a fault.
Task<Result<std::optional<ConnectFault>>> run_lookups(ConnectContext& context,
                                                      const OAuthClient& client,
                                                      const Secret& access_token,
                                                      CallMaterial& material);

/// Reads one lookup's answer into `vars`. Pure. `provider_failed` says what is missing.
Result<void> read_lookup(const catalog::AuthMethod& method, const catalog::Lookup& lookup,
                         const json::value& document, const catalog::Bindings& bindings,
                         Vars& vars);

/// Whether the answer has the row that the lookup means; true where it chooses none. `provider_failed`
/// where it has no list of rows at all: that says nothing of what a credential opens. Pure.
Result<bool> has_row(const catalog::Lookup& lookup, const json::value& document,
                     const catalog::Bindings& bindings);

}  // namespace fairlead::oauth
