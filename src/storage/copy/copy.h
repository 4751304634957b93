// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "storage/copy/table_plan.h"

#include <functional>
#include <string>
#include <vector>

namespace fairlead::storage {

/// A line for whoever waits.
using Say = std::function<void(const std::string&)>;

/// Begins to copy `from` into `to`, or finds what an earlier run began. `conflict` when `to` has
/// data of its own, or was begun from another source. Nothing is written but the copy's note.
Result<void> begin_copy(CopySide& from, CopySide& to, const std::vector<TablePlan>& plans,
                        const Clock& clock, const Say& say);

/// Copies every row that `to` does not have yet, in batches that are durable one by one: killed at
/// any moment, it goes on when it is called again. What is there already is not looked at; that
/// is compare()'s work. Passes the fail point copy_batch before and after each batch's commit.
Result<void> copy_rows(CopySide& from, CopySide& to, const std::vector<TablePlan>& plans,
                       const Say& say);

/// Reads both to the end and says what each table holds, side by side. `conflict` where they
/// differ.
Result<void> compare(CopySide& from, CopySide& to, const std::vector<TablePlan>& plans,
                     const Say& say);

}  // namespace fairlead::storage
