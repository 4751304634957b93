// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/copy/copied_tables.h"
#include "storage/copy/copy_side.h"

#include <string>
#include <vector>

namespace fairlead::storage {

/// PostgreSQL's types, which say more than the embedded database's.
enum class ColumnKind : std::uint8_t { uuid, text, json, bytes, integer, boolean, time };

struct CopiedColumn {
    std::string name;
    ColumnKind kind;
};

/// How one table is copied: its columns and the statements that walk it by its key.
struct TablePlan {
    const CopiedTable* table = nullptr;
    std::vector<CopiedColumn> columns;  ///< in PostgreSQL's order
    std::vector<std::size_t> key;       ///< places in `columns`
    std::string first_page;             ///< $1: how many
    std::string next_page;              ///< $1 …: the key before it, then how many
    std::string last_row;               ///< the row with the greatest key

    std::vector<std::string> column_names() const;
};

/// Plans every copied table by the schemas the two databases have. `internal` where they differ in
/// more than the derived columns: then our list is wrong.
Result<std::vector<TablePlan>> plan_tables(CopySide& sqlite, CopySide& postgres);

/// The next rows behind `after`, in the order of the key; from the first where it is null.
Result<Rows> read_page(CopySide& side, const TablePlan& plan, const Row* after, std::int64_t limit);

/// A cell as a parameter. `internal` for an id that is none.
Result<Value> value_of(const Row& row, std::size_t column, ColumnKind kind);
/// All of them.
Result<Params> values_of(const TablePlan& plan, const Row& row);
/// The row's key, for people.
std::string key_text(const TablePlan& plan, const Row& row);

}  // namespace fairlead::storage
