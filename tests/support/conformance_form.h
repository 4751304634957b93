// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/conformance.h"
#include "support/form_world.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// A platform whose accounts are connected with a key that somebody types in (SPEC A15).
struct FormRow {
    std::string name;  ///< the provider's id, with the method's where there are others
    /// Two accounts, each with a console where keys are made for it.
    std::vector<FormPlatform> accounts;
    /// Members of the metadata that an account always has (SPEC A12); none where nobody tells them.
    std::vector<std::string> metadata = {};
};

/// One line for each platform, or method, of the sandbox that has a form.
const std::vector<FormRow>& form_rows();

/// "" where the cell holds, else what does not. `world` has the row's platform, started, and no
/// fault is left in it. Not for a column without a form's cell.
std::string run_cell(FormWorld& world, const FormRow& row, const ConformanceColumn& column);

}  // namespace fairlead::tests
