// SPDX-License-Identifier: Apache-2.0
#include "storage/database.h"

#include <cstring>
#include <stdexcept>

namespace fairlead::storage {

const Row::Cell& Row::cell(std::size_t column, Kind wanted, const char* name) const {
    if (column >= cells_.size()) throw std::logic_error("a row has fewer columns than were read");
    const Cell& found = cells_[column];
    if (found.kind != wanted) {
        throw std::logic_error("column " + std::to_string(column) + " of a row is not " + name);
    }
    return found;
}

void Row::reserve(std::size_t columns, std::size_t bytes) {
    cells_.reserve(columns);
    bytes_.reserve(bytes);
}

void Row::add_null() { cells_.push_back({0, 0, Kind::null}); }

void Row::add_integer(std::int64_t value) { cells_.push_back({value, 0, Kind::integer}); }

void Row::add_bytes(std::string_view value) {
    cells_.push_back({static_cast<std::int64_t>(bytes_.size()),
                      static_cast<std::uint32_t>(value.size()), Kind::bytes});
    bytes_.append(value);
}

bool Row::is_null(std::size_t column) const { return cells_.at(column).kind == Kind::null; }

std::int64_t Row::integer(std::size_t column) const {
    return cell(column, Kind::integer, "an integer").value;
}

bool Row::boolean(std::size_t column) const { return integer(column) != 0; }

std::string Row::text(std::size_t column) const { return std::string{bytes(column)}; }

std::string_view Row::bytes(std::size_t column) const {
    const Cell& found = cell(column, Kind::bytes, "text or bytes");
    return std::string_view{bytes_}.substr(static_cast<std::size_t>(found.value), found.size);
}

Json Row::json(std::size_t column) const { return Json{text(column)}; }

Time Row::time(std::size_t column) const { return from_unix_ms(integer(column)); }

Uuid Row::uuid(std::size_t column) const {
    const auto raw = bytes(column);
    Uuid id;
    if (raw.size() != id.bytes.size()) {
        throw std::logic_error("column " + std::to_string(column) + " of a row is not a uuid");
    }
    std::memcpy(id.bytes.data(), raw.data(), raw.size());
    return id;
}

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<std::string> Row::optional_text(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

std::optional<Time> Row::optional_time(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return time(column);
}

namespace {

constexpr Sql now_sql{"SELECT CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)",
                      "SELECT CAST(extract(epoch from clock_timestamp())*1000 AS bigint)"};

constexpr std::string_view in_doubt_mark = "in doubt: ";

}  // namespace

Task<Result<Time>> database_now(Tx& tx) {
    Params none;
    CO_TRY(const auto rows, co_await tx.run(now_sql, std::move(none)));
    co_return rows.front().time(0);
}

Task<Result<Time>> database_now(Database& database) {
    Params none;
    CO_TRY(const auto rows, co_await database.read(Access::service(), now_sql, std::move(none)));
    co_return rows.front().time(0);
}

bool Database::is_in_doubt(const Error& error) {
    return std::string_view{error.detail}.starts_with(in_doubt_mark);
}

Error commit_in_doubt(std::string message, const std::string& detail) {
    return Error{Errc::unavailable, std::move(message), std::string{in_doubt_mark} + detail};
}

}  // namespace fairlead::storage
