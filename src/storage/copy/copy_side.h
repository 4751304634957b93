// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

#include <string>
#include <vector>

namespace fairlead::storage {

struct CopiedTable;
struct TablePlan;

/// One of the two databases of a copy, in nobody's use but the copy's. Its calls block their
/// thread. Not thread-safe.
///
/// Unlike a store's, its statements are not literals: they are made of the schema's own names, so
/// that no table or column can be forgotten. Values are always bound.
class CopySide {
public:
    virtual ~CopySide() = default;

    /// Where it is, for people; without a password.
    virtual const std::string& place() const = 0;

    /// One statement that both databases read alike.
    virtual Result<Rows> run(const std::string& text, const Params& params) = 0;
    /// BEGIN, COMMIT, ROLLBACK.
    virtual Result<void> execute(const std::string& script) = 0;

    /// Adds rows, each with the values of the plan's columns. Where the table is seeded, a row
    /// whose key is there is replaced.
    virtual Result<void> insert(const TablePlan& plan, std::vector<Params> rows) = 0;
    /// Whether it can store such a text: PostgreSQL has no zero characters and wants UTF-8.
    virtual bool takes(std::string_view text) const = 0;

    /// The last number that the table's counter gave; 0: none yet.
    virtual Result<std::int64_t> counter(const CopiedTable& table) = 0;
    virtual Result<void> set_counter(const CopiedTable& table, std::int64_t last) = 0;

    /// Tells the database's planner how much there is now.
    virtual Result<void> count_rows_anew() = 0;

    /// `conflict` when a server uses it: the message says which and what to do.
    virtual Result<void> refuse_if_used() = 0;
};

/// "name", as both databases quote.
std::string quoted(std::string_view name);
/// The names between commas, each after `before`.
template <class Names>
std::string listed(const Names& names, const std::string& before = "") {
    std::string text;
    for (const auto& name : names) {
        if (!text.empty()) text += ", ";
        text += before + quoted(name);
    }
    return text;
}
/// "$first, …", so many.
std::string placeholders(std::size_t first, std::size_t count);
/// What replaces a row of a seeded table whose key is there; "" for other tables.
std::string replacement(const TablePlan& plan);

}  // namespace fairlead::storage
