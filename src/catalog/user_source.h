// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/faults.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

/// What the ids of added providers begin with. No shipped one does, now or ever: ids are for ever, and
/// neither may take the other's place.
constexpr std::string_view added_prefix = "custom-";
/// In characters: as keys of integrations.
constexpr std::size_t longest_added_id = 64;

/// A provider file that does not come with Fairlead: of the operator's directory, or added through
/// the API.
struct UserSource {
    std::string id;
    std::string label;       ///< what messages call it
    std::string text;        ///< the file
    std::string owner = {};  ///< of one that was added: whose it is. Empty = a file, everybody's
    std::string fault = {};  ///< why there is no text; empty = there is

    friend bool operator==(const UserSource&, const UserSource&) = default;
};

/// What became of one when all were last read.
struct SourceReport {
    enum class State {
        in_force,  ///< as it stands
        former,    ///< not as it stands: what it said before is in force still
        left_out,  ///< and nothing of it is in force
    };
    std::string id;
    std::string label;
    std::string owner;
    State state = State::in_force;
    std::vector<FileFault> faults;  ///< why it is not in force as it stands
};

}  // namespace fairlead::catalog
