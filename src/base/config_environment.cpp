// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"
#include "base/config_value.h"

#include <cstdlib>
#include <cstring>

#include <unistd.h>

namespace fairlead {

namespace {

bool holds_secret(std::span<const ConfigKey> keys, std::string_view name) {
    const ConfigKey* key = find_config_key(keys, name);
    if (key != nullptr && !key->alias_of.empty()) key = find_config_key(keys, key->alias_of);
    return key != nullptr && key->type == ConfigType::secret;
}

}  // namespace

ConfigPairs process_environment() {
    ConfigPairs pairs;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == text.npos) continue;
        pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return pairs;
}

void wipe_secret_environment(std::span<const ConfigKey> keys) {
    std::vector<std::string> wiped;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == text.npos || !holds_secret(keys, text.substr(0, equals))) continue;
        wiped.emplace_back(text.substr(0, equals));
        // In place: the kernel shows the first page of it in /proc, whatever unsetenv() forgets.
        wipe_memory(*entry + equals + 1, text.size() - equals - 1);
    }
    for (const std::string& name : wiped) ::unsetenv(name.c_str());
}

}  // namespace fairlead
