// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/database.h"

#include <array>
#include <vector>

/// libpq's PGresult.
struct pg_result;

namespace fairlead::storage {

/// A statement's parameters as libpq sends them: each with its type, in PostgreSQL's binary format
/// (network byte order; instants as microseconds since 2000-01-01). A null has no type of its own:
/// the statement's text decides. Points into the Params, which must outlive it.
class PostgresParams {
public:
    explicit PostgresParams(const Params& params);

    using Type = unsigned int;  ///< libpq's Oid

    int size() const { return static_cast<int>(types_.size()); }
    const Type* types() const { return types_.data(); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    struct Adder;
    void add(Type type, const char* value, std::size_t length);
    void add_number(Type type, std::uint64_t number, std::size_t width);

    std::vector<Type> types_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<std::array<char, 8>> numbers_;
};

/// The rows of a result in the binary format, and how many rows it changed. A column of a type
/// that no `Row` getter reads is our bug: `internal`.
Result<Rows> rows_of(const pg_result& result);

}  // namespace fairlead::storage
