// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The database's clock in milliseconds, as each dialect writes it: to be pasted into a Sql pair.
#define FAIRLEAD_SQLITE_NOW "CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)"
#define FAIRLEAD_POSTGRES_NOW "CAST(extract(epoch from clock_timestamp())*1000 AS bigint)"

/// A pair that differs in the database's clock alone: FAIRLEAD_SQL_NOW("… " , " …").
#define FAIRLEAD_SQL_NOW(before, after) \
    {before FAIRLEAD_SQLITE_NOW after, before FAIRLEAD_POSTGRES_NOW after}

namespace fairlead::storage {

/// Lists and maps of strings live in JSON columns.
Json json_of(const std::vector<std::string>& list);
Json json_of(const std::map<std::string, std::string>& members);
/// A column that holds something else throws: nobody but us writes it.
std::vector<std::string> list_of(std::string_view column);
std::map<std::string, std::string> map_of(const Json& column);

template <class Tag>
Value nullable_id(const std::optional<Id<Tag>>& id) {
    if (!id) return std::monostate{};
    return Value{id->value};
}

template <class IdType>
std::optional<IdType> optional_id(const Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return row.id<IdType>(column);
}

/// The answers' rows as values.
template <class F>
auto every(const Rows& rows, F map) {
    std::vector<decltype(map(rows.front()))> values;
    values.reserve(rows.size());
    for (const auto& row : rows) values.push_back(map(row));
    return values;
}

template <class F>
auto first(const Rows& rows, F map) {
    std::optional<decltype(map(rows.front()))> value;
    if (!rows.empty()) value = map(rows.front());
    return value;
}

}  // namespace fairlead::storage
