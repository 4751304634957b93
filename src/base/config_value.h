// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/config.h"

namespace fairlead {

/// What a key takes, for a person: "a whole number from 0 to 65535".
std::string describe_values(const ConfigKey& key);

using ConfigVariant =
    std::variant<std::string, Secret, std::int64_t, bool, std::vector<std::string>>;

/// The value of a text; nullopt where the key does not take it.
std::optional<ConfigVariant> parse_config_value(const ConfigKey& key, std::string_view text);

/// The part of `name` that stands for the `*` of `pattern`; "" where the two are equal.
std::optional<std::string> match_config_name(std::string_view pattern, std::string_view name);

/// The key that declares a name: the one that equals it, or else the first whose `*` fits.
const ConfigKey* find_config_key(std::span<const ConfigKey> keys, std::string_view name);

}  // namespace fairlead
