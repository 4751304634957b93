// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/document.h"

#include <map>
#include <set>
#include <string>

namespace fairlead::tests {

/// Which kinds of answer each operation has given.
class Coverage {
public:
    void note(const Operation& operation, int status);
    /// Every operation must have succeeded, refused bad input and, unless it is open to anybody,
    /// refused who proves nothing (401) and who may not (403). A line for each that lacks one.
    Faults missing(const ApiDocument& document) const;

private:
    std::map<std::string, std::set<std::string>> seen_;
};

/// Endpoints that are mounted but not in the document.
Faults undocumented(const ApiDocument& document);

}  // namespace fairlead::tests
