// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/unfinished_copy.h"

namespace fairlead::storage {

namespace {

constexpr auto find_text = "SELECT source_mark, source FROM unfinished_copy";
constexpr Sql find_sql{find_text};

}  // namespace

Result<std::optional<UnfinishedCopy>> find_unfinished_copy(CopySide& target) {
    TRY(const auto rows, target.run(find_text, {}));
    if (rows.empty()) return std::optional<UnfinishedCopy>{};
    return std::optional{UnfinishedCopy{rows.front().text(0), rows.front().text(1)}};
}

Result<void> note_unfinished_copy(CopySide& target, const UnfinishedCopy& copy, Time now) {
    CHECK_OK(target.run(
        "INSERT INTO unfinished_copy (source_mark, source, begun_at) VALUES ($1, $2, $3)",
        {copy.source_mark, copy.source, now}));
    return ok();
}

Result<void> forget_unfinished_copy(CopySide& target) {
    CHECK_OK(target.run("DELETE FROM unfinished_copy", {}));
    return ok();
}

Task<Result<void>> refuse_unfinished_copy(Database& database) {
    Params none;
    CO_TRY(const auto rows, co_await database.read(Access::service(), find_sql, std::move(none)));
    if (rows.empty()) co_return ok();
    co_return Error{Errc::conflict,
                    "This database is being copied from " + rows.front().text(1) +
                        ", and not all of it is there. Run the same `fairlead migrate copy` again; "
                        "it goes on where it ended."};
}

}  // namespace fairlead::storage
