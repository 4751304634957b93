// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace fairlead::tests {

/// What a person is told of a connect that failed, by its kind (SPEC A4): how it begins, or what
/// stands behind the platform's name.
inline const char* words_of_failure(const std::string& kind) {
    static const std::map<std::string, const char*> words = {
        {"provider_error", " had a problem. Please try again in a few minutes."},
        {"rate_limited", "Too many attempts. Please try again "},
        {"network", "Connection failed. Please check your internet."},
    };
    return words.at(kind);
}

}  // namespace fairlead::tests
