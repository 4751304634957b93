// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "catalog/provider_spec.h"

#include <map>
#include <string>
#include <vector>

/// What a platform wants of its operator beside the client secret, and is secret as well: the
/// method's `app` variables that are marked so. They are sealed, never shown, and stand in calls of
/// this server alone; a file that would send them to a host which a person names is refused.
namespace fairlead::oauth {

/// By name. Move-only, as its values are.
using SecretVars = std::map<std::string, Secret>;

SecretVars duplicate(const SecretVars& vars);
std::vector<std::string> names_of(const SecretVars& vars);

/// Those of the method, of what was given; other names are left out. `conflict`,
/// "integration_not_configured", names what is missing or does not fit — in `faults` as a member of
/// "/secretVars" —, and `setting`, where to say it. No error repeats a value.
Result<SecretVars> operator_secrets(const catalog::AuthMethod& method, const SecretVars& given,
                                    const std::string& setting);

/// `invalid`, with faults, where a name is no secret `app` variable of the method or its value does
/// not fit. An empty one is well: it takes the value away.
Result<void> check_operator_secrets(const catalog::AuthMethod& method, const SecretVars& given);

/// What is stored once `given` is said over what was stored before: an empty value takes one away,
/// and what is no variable of the method any more goes.
SecretVars secrets_after(const catalog::AuthMethod& method, const SecretVars& before,
                         const SecretVars& given);

/// As one text, for sealing; and back.
Secret pack_secret_vars(const SecretVars& vars);
Result<SecretVars> unpack_secret_vars(const Secret& packed);

}  // namespace fairlead::oauth
