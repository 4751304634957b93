// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fairlead::tests {

/// Writes tests/providers/<id>.yaml.in into `directory`, as a provider file of the operator's, with
/// `value` wherever `mark` stands.
void write_provider_file(const std::string& directory, const std::string& id,
                         const std::string& mark, const std::string& value);

}  // namespace fairlead::tests
