// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

namespace fairlead::tests {

/// The machine as SQLite meets it, which no interface of ours stands before: its disk may be full
/// and its clock wrong. Install it before the first database opens; there is one per process,
/// because SQLite has one.
class SqliteMachine {
public:
    SqliteMachine();
    ~SqliteMachine();
    SqliteMachine(const SqliteMachine&) = delete;
    SqliteMachine& operator=(const SqliteMachine&) = delete;

    /// From now on every write to a database or its log finds no space, until set back.
    void set_full(bool full);
    /// What SQL calls now moves by so much.
    void set_clock(Milliseconds ahead);
    /// How many writes found no space.
    int refused_writes() const;
};

}  // namespace fairlead::tests
