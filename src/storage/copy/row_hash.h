// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/copy/table_plan.h"

#include <string>

namespace fairlead::storage {

/// What a table holds, in a form that is the same on every database.
struct TableProof {
    std::int64_t rows = 0;
    /// SHA-256 in hexadecimal: of the table's name, then for each row, in the order of the key, of
    /// the digest so far and the row. A cell is N for null, I and eight bytes, most significant
    /// first, for a number, B and its length (as a number) and its bytes for all else. Instants
    /// count milliseconds since 1970.
    std::string digest;
    std::int64_t counter = 0;  ///< the last number given; 0 where nothing is numbered

    friend bool operator==(const TableProof&, const TableProof&) = default;
};

/// Reads the whole table, a page at a time.
Result<TableProof> prove_table(CopySide& side, const TablePlan& plan);

}  // namespace fairlead::storage
