// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace fairlead::storage {

/// A column that the embedded database alone has: not copied, but made anew on the way there.
struct DerivedColumn {
    const char* name;
    /// SQL over the row, which is called `source`; nullptr: the database fills it in by itself.
    const char* expression = nullptr;
};

struct CopiedTable {
    const char* name;
    std::vector<const char*> key;  ///< what tells its rows apart, in the order they are copied in
    /// The column that the database numbers by itself; nullptr: none.
    const char* counter = nullptr;
    std::vector<DerivedColumn> derived = {};
    /// Columns that each database's triggers fill: not copied either.
    std::vector<const char*> triggered = {};
    /// Migrating puts rows there, which those of the source replace.
    bool is_seeded = false;
};

/// Every table whose rows are copied, each behind those it refers to. Which columns they have is
/// the schema's business.
std::span<const CopiedTable> copied_tables();

struct UncopiedTable {
    const char* name;
    const char* why;
};

/// The others. Together they are the whole schema, which a test holds.
std::span<const UncopiedTable> uncopied_tables();

}  // namespace fairlead::storage
