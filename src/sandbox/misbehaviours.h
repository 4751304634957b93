// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace fairlead::sandbox {

/// One way in which platforms are known to misbehave at their token endpoint, by its number: `T7.5`
/// is understood wherever a fault is.
struct Misbehaviour {
    int number;
    const char* fault;  ///< its name and value
    const char* does;   ///< in a few words

    std::string name() const { return "T7." + std::to_string(number); }
};

/// All of them; the numbers go from 1 without a gap, and none is ever given to another.
std::span<const Misbehaviour> misbehaviours();

}  // namespace fairlead::sandbox
