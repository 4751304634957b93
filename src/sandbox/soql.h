// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/salesforce_objects.h"

namespace fairlead::sandbox {

/// What a query asks for.
struct SoqlQuestion {
    const SalesforceKind* kind = nullptr;
    std::vector<std::string> fields = {};  ///< as the object calls them
    Time since = Time::min();              ///< the first moment of a change that is wanted
    bool by_change = false;
    std::optional<Answer> refusal = {};  ///< then nothing else is
};

SoqlQuestion read_soql(std::string_view text);

}  // namespace fairlead::sandbox
