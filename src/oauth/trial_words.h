// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "net/http_client.h"
#include "oauth/provider_trial.h"

namespace fairlead::oauth {

/// Who asked: what a refusal of the client means hangs on it.
enum class TrialClient : std::uint8_t { made_up, real };

/// What the answer of an endpoint means, in words. Pure; what a platform wrote is repeated as far as
/// its error word, made printable.
TrialStep judge_authorize(const net::Exchange& exchange, TrialClient client);
TrialStep judge_token(const catalog::AuthMethod& method, const net::Exchange& exchange,
                      TrialClient client, Time now);
TrialStep judge_identity(const net::Exchange& exchange);
/// Of a call that is to prove credentials, made with one that nobody has.
TrialStep judge_check(const catalog::Request& request, const net::Exchange& exchange);

}  // namespace fairlead::oauth
