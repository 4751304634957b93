// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_values.h"

#include <libpq-fe.h>

#include <charconv>
#include <cstring>

namespace fairlead::storage {

namespace {

// The fixed numbers of PostgreSQL's own types (its catalogue, pg_type).
enum Known : Oid {
    bool_type = 16,
    bytea_type = 17,
    name_type = 19,
    int8_type = 20,
    int2_type = 21,
    int4_type = 23,
    text_type = 25,
    json_type = 114,
    unknown_type = 705,
    varchar_type = 1043,
    timestamptz_type = 1184,
    uuid_type = 2950,
};

/// PostgreSQL counts microseconds from 2000-01-01T00:00:00Z.
constexpr std::int64_t epoch_ms = 946'684'800'000;

std::uint64_t read_number(const char* at, std::size_t width) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < width; ++i) {
        number = number << 8U | static_cast<unsigned char>(at[i]);
    }
    return number;
}

std::int64_t floor_to_ms(std::int64_t microseconds) {
    const std::int64_t ms = microseconds / 1000;
    return microseconds % 1000 < 0 ? ms - 1 : ms;
}

/// One cell, which is not null. False for a type that is not one of ours.
bool add_cell(Row& row, Oid type, std::string_view cell) {
    const char* const at = cell.data();
    switch (type) {
        case bool_type: row.add_integer(*at != 0 ? 1 : 0); return true;
        case int2_type: row.add_integer(static_cast<std::int16_t>(read_number(at, 2))); return true;
        case int4_type: row.add_integer(static_cast<std::int32_t>(read_number(at, 4))); return true;
        case int8_type: row.add_integer(static_cast<std::int64_t>(read_number(at, 8))); return true;
        case timestamptz_type:
            row.add_integer(floor_to_ms(static_cast<std::int64_t>(read_number(at, 8))) + epoch_ms);
            return true;
        case bytea_type:
        case name_type:
        case text_type:
        case json_type:
        case unknown_type:
        case varchar_type:
        case uuid_type: row.add_bytes(cell); return true;
        default: return false;
    }
}

std::string_view cell_of(const PGresult& result, int row, int column) {
    return {::PQgetvalue(&result, row, column),
            static_cast<std::size_t>(::PQgetlength(&result, row, column))};
}

Result<Row> row_of(const PGresult& result, int number, int columns) {
    std::size_t bytes = 0;
    for (int column = 0; column < columns; ++column) {
        bytes += static_cast<std::size_t>(::PQgetlength(&result, number, column));
    }
    Row row;
    row.reserve(static_cast<std::size_t>(columns), bytes);
    for (int column = 0; column < columns; ++column) {
        if (::PQgetisnull(&result, number, column) != 0) {
            row.add_null();
        } else if (const Oid type = ::PQftype(&result, column);
                   !add_cell(row, type, cell_of(result, number, column))) {
            return Error{Errc::internal, "The database answered something unexpected.",
                         "column " + std::to_string(column) + " has the type " +
                             std::to_string(type) + ", which no row reads"};
        }
    }
    return row;
}

}  // namespace

struct PostgresParams::Adder {
    PostgresParams& to;

    void operator()(std::monostate /*null*/) const { to.add(0, nullptr, 0); }
    void operator()(std::int64_t value) const {
        to.add_number(int8_type, static_cast<std::uint64_t>(value), 8);
    }
    void operator()(bool value) const { to.add_number(bool_type, value ? 1 : 0, 1); }
    void operator()(const std::string& value) const {
        to.add(text_type, value.data(), value.size());
    }
    void operator()(const Bytes& value) const {
        to.add(bytea_type, value.data.data(), value.data.size());
    }
    void operator()(const Json& value) const {
        to.add(json_type, value.text.data(), value.text.size());
    }
    void operator()(Time value) const {
        const std::int64_t since_2000 = (to_unix_ms(value) - epoch_ms) * 1000;
        to.add_number(timestamptz_type, static_cast<std::uint64_t>(since_2000), 8);
    }
    void operator()(const Uuid& value) const {
        to.add(uuid_type, reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
    }
};

PostgresParams::PostgresParams(const Params& params) {
    types_.reserve(params.size());
    values_.reserve(params.size());
    lengths_.reserve(params.size());
    formats_.reserve(params.size());
    numbers_.reserve(params.size());  // values_ points into it
    for (const Value& value : params) std::visit(Adder{*this}, value);
}

void PostgresParams::add(Type type, const char* value, std::size_t length) {
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(static_cast<int>(length));
    formats_.push_back(1);
}

void PostgresParams::add_number(Type type, std::uint64_t number, std::size_t width) {
    auto& bytes = numbers_.emplace_back();
    for (std::size_t i = 0; i < width; ++i) {
        bytes[i] = static_cast<char>(number >> (8 * (width - 1 - i)));
    }
    add(type, bytes.data(), width);
}

Result<Rows> rows_of(const pg_result& result) {
    Rows answer;
    const int columns = ::PQnfields(&result);
    const int count = columns == 0 ? 0 : ::PQntuples(&result);
    answer.rows.reserve(static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number) {
        TRY(auto row, row_of(result, number, columns));
        answer.rows.push_back(std::move(row));
    }
    const std::string_view changed = ::PQcmdTuples(const_cast<PGresult*>(&result));
    std::from_chars(changed.data(), changed.data() + changed.size(), answer.changed);
    return answer;
}

}  // namespace fairlead::storage
