// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace fairlead::tests {

/// Writes tests/providers/<id>.yaml.in to `directory` as <id>.yaml, with `value` wherever `mark`
/// stands: as an operator adds a platform.
void write_provider_file(const std::string& directory, const std::string& id, std::string_view mark,
                         const std::string& value);

}  // namespace fairlead::tests
