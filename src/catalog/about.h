// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead::catalog {

enum class ScopeAccess : std::uint8_t { read, write };

/// A scope in the words of the person who is asked for it.
struct ScopeWords {
    std::string id;    ///< as the platform names it
    std::string says;  ///< one line: "See your contacts"
    ScopeAccess access = ScopeAccess::read;
    bool required = false;  ///< a connection without it is of no use

    friend bool operator==(const ScopeWords&, const ScopeWords&) = default;
};

/// What people read about a provider before they connect it. Every line is plain text without
/// control characters; what the file does not say is empty.
struct About {
    std::string summary;  ///< one line, for the card
    std::vector<std::string> benefits;
    std::vector<std::string> reads;
    std::vector<std::string> writes;
    std::string privacy;       ///< https URL
    std::string settings_url;  ///< https URL of the page where the user manages what was granted
    std::vector<ScopeWords> scopes;

    friend bool operator==(const About&, const About&) = default;
};

}  // namespace fairlead::catalog
