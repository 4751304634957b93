// SPDX-License-Identifier: Apache-2.0
#include "net/keep_alive_hint.h"

#include "base/text.h"

namespace fairlead::net {
namespace {

bool says_end(std::string_view parameter) {
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos) return false;
    const auto name = trim(parameter.substr(0, equals));
    const auto number = parse_integer(trim(parameter.substr(equals + 1)));
    if (!number) return false;
    return (equal_ignoring_case(name, "timeout") && *number <= 1) ||
           (equal_ignoring_case(name, "max") && *number <= 0);
}

}  // namespace

bool ends_soon(const Headers& headers) {
    for (const auto value : headers.find_all("Keep-Alive")) {
        for (const std::string& parameter : split(value, ',')) {
            if (says_end(parameter)) return true;
        }
    }
    return false;
}

}  // namespace fairlead::net
