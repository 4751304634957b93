// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/copy.h"

#include "base/fail_point.h"
#include "base/text.h"
#include "model/ids.h"
#include "storage/copy/row_hash.h"
#include "storage/copy/unfinished_copy.h"

namespace fairlead::storage {

namespace {

constexpr std::int64_t rows_per_batch = 500;
constexpr std::int64_t rows_per_line = 20'000;
constexpr std::size_t shown_of_digest = 16;

const TablePlan& workspaces_of(const std::vector<TablePlan>& plans) { return plans.front(); }

Result<void> require_empty(CopySide& to, const std::vector<TablePlan>& plans) {
    for (const TablePlan& plan : plans) {
        // Of a seeded table, what migrating put there is no data.
        TRY(const auto rows, read_page(to, plan, nullptr, plan.table->is_seeded ? 2 : 1));
        const bool is_empty = plan.table->is_seeded ? rows.size() < 2 : rows.empty();
        if (is_empty) continue;
        return Error{Errc::conflict,
                     to.place() + " has data of its own (" + plan.table->name +
                         "), and a copy goes into an empty database only. Make a new one, run "
                         "`fairlead migrate` on it, and copy there. Nothing was changed."};
    }
    return ok();
}

Result<void> check_texts(const CopySide& to, const TablePlan& plan, const Row& row) {
    for (std::size_t column = 0; column < plan.columns.size(); ++column) {
        const CopiedColumn& one = plan.columns[column];
        const bool is_text = one.kind == ColumnKind::text || one.kind == ColumnKind::json;
        if (!is_text || row.is_null(column) || to.takes(row.bytes(column))) continue;
        return Error{Errc::conflict, "PostgreSQL cannot store " + one.name + " of the row " +
                                         key_text(plan, row) + " of " + plan.table->name +
                                         ": it has a zero character, or is not UTF-8. Mend that "
                                         "row in the source, then copy again."};
    }
    return ok();
}

Result<void> passed_fail_point() {
    if (fail_points::hit("copy_batch") == fail_points::Outcome::go_on) return ok();
    return Error{Errc::unavailable, "The test cuts the copy here."};
}

Result<void> put_batch(CopySide& to, const TablePlan& plan, const Rows& page) {
    std::vector<Params> rows;
    rows.reserve(page.size());
    for (const Row& row : page) {
        CHECK_OK(check_texts(to, plan, row));
        TRY(auto values, values_of(plan, row));
        rows.push_back(std::move(values));
    }
    CHECK_OK(to.execute("BEGIN"));
    auto added = to.insert(plan, std::move(rows));
    if (added) added = passed_fail_point();
    if (!added) {
        std::ignore = to.execute("ROLLBACK");
        return added;
    }
    CHECK_OK(to.execute("COMMIT"));
    return passed_fail_point();
}

Error while_copying(const TablePlan& plan, const Row& first, Error error) {
    error.message = "Copying " + std::string{plan.table->name} + " from the row " +
                    key_text(plan, first) + " on: " + error.message +
                    " What was copied stays; the same command goes on from there.";
    return error;
}

/// The row behind which the copy of a table goes on; none: from its first.
Result<std::optional<Row>> last_copied(CopySide& to, const TablePlan& plan) {
    if (plan.table->is_seeded) return std::optional<Row>{};
    TRY(auto rows, to.run(plan.last_row, {}));
    if (rows.empty()) return std::optional<Row>{};
    return std::optional{std::move(rows.rows.front())};
}

Result<void> copy_table(CopySide& from, CopySide& to, const TablePlan& plan, const Say& say) {
    TRY(std::optional<Row> after, last_copied(to, plan));
    std::int64_t copied = 0;
    while (true) {
        TRY(Rows page, read_page(from, plan, after ? &*after : nullptr, rows_per_batch));
        if (page.empty()) break;
        if (copied > 0 && copied % rows_per_line == 0) {
            say(std::string{plan.table->name} + ": " + std::to_string(copied) + " rows …");
        }
        if (auto put = put_batch(to, plan, page); !put) {
            return while_copying(plan, page.front(), std::move(put).error());
        }
        copied += static_cast<std::int64_t>(page.size());
        after = std::move(page.rows.back());
    }
    if (plan.table->counter != nullptr) {
        TRY(const std::int64_t last, from.counter(*plan.table));
        CHECK_OK(to.set_counter(*plan.table, last));
    }
    if (copied > 0) say(std::string{plan.table->name} + ": " + std::to_string(copied) + " rows");
    return ok();
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string text_of_proof(const TableProof& proof) {
    return padded(std::to_string(proof.rows), 9) + " " + proof.digest.substr(0, shown_of_digest) +
           (proof.counter > 0 ? " #" + std::to_string(proof.counter) : "");
}

}  // namespace

Result<void> begin_copy(CopySide& from, CopySide& to, const std::vector<TablePlan>& plans,
                        const Clock& clock, const Say& say) {
    TRY(const auto half, find_unfinished_copy(from));
    if (half) {
        return Error{Errc::conflict, from.place() + " is itself a copy of " + half->source +
                                         " that did not come to its end. Finish that one first."};
    }
    // The workspaces say when the source was installed: no two have that in common.
    TRY(const auto mark, prove_table(from, workspaces_of(plans)));
    TRY(const auto begun, find_unfinished_copy(to));
    if (begun && begun->source_mark == mark.digest) {
        say("Going on with the copy that was begun from " + begun->source + ".");
        return ok();
    }
    if (begun) {
        return Error{Errc::conflict, to.place() + " has a part of another database, " +
                                         begun->source +
                                         ". Finish that copy, or make a new database for this "
                                         "one. Nothing was changed."};
    }
    CHECK_OK(require_empty(to, plans));
    return note_unfinished_copy(to, {mark.digest, from.place()}, clock.now());
}

Result<void> copy_rows(CopySide& from, CopySide& to, const std::vector<TablePlan>& plans,
                       const Say& say) {
    for (const TablePlan& plan : plans) CHECK_OK(copy_table(from, to, plan, say));
    return to.count_rows_anew();
}

Result<void> compare(CopySide& from, CopySide& to, const std::vector<TablePlan>& plans,
                     const Say& say) {
    say(padded("table", 21) + padded("rows and hash of the source", 36) + "of the copy");
    std::vector<std::string> different;
    for (const TablePlan& plan : plans) {
        TRY(const auto source, prove_table(from, plan));
        TRY(const auto copied, prove_table(to, plan));
        const bool is_same = source == copied;
        if (!is_same) different.emplace_back(plan.table->name);
        say(padded(plan.table->name, 21) + padded(text_of_proof(source), 36) +
            padded(text_of_proof(copied), 36) + (is_same ? "same" : "DIFFERENT"));
    }
    if (different.empty()) return ok();
    return Error{Errc::conflict, "The copy differs from its source in " + join(different, ", ") +
                                     ". Somebody changed one of the two since the copy began. The "
                                     "source is as it was; make a new, empty database and copy "
                                     "again."};
}

}  // namespace fairlead::storage
