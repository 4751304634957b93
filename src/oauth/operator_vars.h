// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

#include <map>
#include <string>

namespace fairlead::oauth {

/// The values of a method's `app` variables, but for secret ones (operator_secrets.h): what the operator gave (with the integration, or in
/// `<P>_CLIENT_VARS`), else their defaults. Checked like any input: a host among them is where the client's secret goes. Names
/// that are no `app` variables of this method are left out, so that nobody sets by the operator's
/// way what a person or the platform is asked for. `conflict`, "integration_not_configured", names
/// what is missing or does not fit — in `faults` as a member of "/vars" —, and `setting`, where to
/// say it.
Result<std::map<std::string, std::string>> operator_vars(
    const catalog::AuthMethod& method, const std::map<std::string, std::string>& given,
    const std::string& setting);

/// `invalid`, with faults, where a name is no `app` variable of the method or a value does not fit;
/// what is missing may be said elsewhere.
Result<void> check_operator_vars(const catalog::AuthMethod& method,
                                 const std::map<std::string, std::string>& given);

}  // namespace fairlead::oauth
