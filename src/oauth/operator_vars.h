// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

#include <map>
#include <string>

namespace fairlead::oauth {

/// The values of a method's `app` variables: what the operator gave (`<P>_CLIENT_VARS`), else their
/// defaults. Checked like any input: a host among them is where the client's secret goes. Names
/// that are no `app` variables of this method are left out, so that nobody sets by the operator's
/// way what a person or the platform is asked for. `conflict`, "integration_not_configured", names
/// what is missing or does not fit, and `setting`, where to say it.
Result<std::map<std::string, std::string>> operator_vars(
    const catalog::AuthMethod& method, const std::map<std::string, std::string>& given,
    const std::string& setting);

}  // namespace fairlead::oauth
