// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/id.h"
#include "base/json.h"
#include "base/task.h"
#include "base/time.h"
#include "storage/access.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fairlead::storage {

/// Statement text. Only literals compile: values are always bound, as $1, $2 ….
/// One text where SQLite >= 3.40 and PostgreSQL >= 15 agree, a pair where they truly differ.
struct Sql {
    consteval Sql(const char* text) : sqlite(text), postgres(text) {}
    consteval Sql(const char* sqlite_text, const char* postgres_text)
        : sqlite(sqlite_text), postgres(postgres_text) {}
    std::string_view sqlite;
    std::string_view postgres;
};

/// Raw bytes, as BLOB or bytea.
struct Bytes {
    std::string data;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

/// A bound parameter. std::monostate is null.
using Value =
    std::variant<std::monostate, std::int64_t, bool, std::string, Bytes, Json, Time, Uuid>;
using Params = std::vector<Value>;

template <class T>
Value nullable(const std::optional<T>& value) {
    if (!value) return std::monostate{};
    return Value{*value};
}

/// A materialised answer: its texts and bytes in one piece of memory. A getter of the wrong type or
/// column is our bug and throws; the database layer turns that into Errc::internal.
class Row {
public:
    std::size_t columns() const { return cells_.size(); }
    bool is_null(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;
    bool boolean(std::size_t column) const;
    std::string text(std::size_t column) const;
    /// The bytes, without a copy; valid while the row lives.
    std::string_view bytes(std::size_t column) const;
    Json json(std::size_t column) const;
    Time time(std::size_t column) const;
    Uuid uuid(std::size_t column) const;
    template <class IdType>
    IdType id(std::size_t column) const {
        return IdType{uuid(column)};
    }
    std::optional<std::int64_t> optional_integer(std::size_t column) const;
    std::optional<std::string> optional_text(std::size_t column) const;
    std::optional<Time> optional_time(std::size_t column) const;

    /// For implementations: room for so many columns, then each in order.
    void reserve(std::size_t columns, std::size_t bytes);
    void add_null();
    void add_integer(std::int64_t value);
    void add_bytes(std::string_view value);

private:
    enum class Kind : std::uint8_t { null, integer, bytes };
    struct Cell {
        std::int64_t value;  ///< the integer, or where in bytes_ it begins
        std::uint32_t size;
        Kind kind;
    };
    const Cell& cell(std::size_t column, Kind wanted, const char* name) const;

    std::vector<Cell> cells_;
    std::string bytes_;
};

struct Rows {
    std::vector<Row> rows;
    std::int64_t changed = 0;  ///< rows a statement without RETURNING wrote

    bool empty() const { return rows.empty(); }
    std::size_t size() const { return rows.size(); }
    const Row& front() const { return rows.front(); }
    auto begin() const { return rows.begin(); }
    auto end() const { return rows.end(); }
};

/// One open transaction: what a body awaits, and the only thing it may await.
class Tx {
public:
    virtual ~Tx() = default;
    virtual Task<Result<Rows>> run(Sql sql, Params params) = 0;
};

/// What is written first when several wait.
enum class Priority : std::uint8_t {
    answers,  ///< what a platform gave, and gives once: never behind those that have yet to ask
    tokens,   ///< what stands between a caller and its token
    normal,
    bulk,  ///< imports, clearing away
};
constexpr std::size_t priorities = 4;

/// The database. Thread-safe; every call answers on the caller's loop.
/// Errors: `conflict` a unique key or check refused the row, `unavailable` the database is away,
/// full or read-only (the message says which and what to do), `timeout`, `internal`.
class Database {
public:
    virtual ~Database() = default;

    /// A statement that changes nothing. May run on a snapshot older than a write in flight, never
    /// older than one that was answered.
    virtual Task<Result<Rows>> read(Access access, Sql sql, Params params) = 0;

    /// read() of the row of `access`'s workspace that has this id: $1 is the workspace and $2 the
    /// id. PostgreSQL's text asks for many, `CAST($2 AS uuid[])`, and has the id in its last
    /// column: it is asked once for all who ask at the same time, for the same and by the same text.
    virtual Task<Result<Rows>> read_row(Access access, Sql sql, Uuid id) = 0;

    /// read_row() where nothing has to be waited for: by the embedded file. None otherwise, and
    /// where it failed: then read_row() says why.
    virtual std::optional<Rows> read_row_now(Access /*access*/, const Sql& /*sql*/, Uuid /*id*/) {
        return std::nullopt;
    }

    /// One statement, durable when answered.
    virtual Task<Result<Rows>> write(Access access, Sql sql, Params params,
                                     Priority priority = Priority::normal) = 0;

    /// Runs `body` in one transaction and commits; durable when answered. An Error from the body
    /// rolls back and is passed on. The body awaits its Tx alone, holds no lock, touches nothing
    /// outside that a rerun would spoil (PostgreSQL may run it again after a serialization
    /// failure), and ends within 5 s. It may run on another thread: what it captures must outlive
    /// this call, which the caller's frame does.
    using Body = std::function<Task<Result<void>>(Tx&)>;
    virtual Task<Result<void>> transaction(Access access, Body body,
                                           Priority priority = Priority::normal) = 0;

    /// How long this process has had the database without a break; since its start at most. Others
    /// may have got it back as lately, and have more to store. The embedded file never breaks.
    virtual Milliseconds unbroken_for() const { return Milliseconds::max(); }

    /// An error from `transaction` may leave the outcome open (PostgreSQL, connection lost in
    /// COMMIT). True for that error.
    static bool is_in_doubt(const Error& error);
};

/// For implementations: an `unavailable` of which is_in_doubt() is true.
Error commit_in_doubt(std::string message, const std::string& detail);

/// The database's own clock in milliseconds, to be pasted by a Sql pair's author where a statement
/// needs it: SQLite `CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)`, PostgreSQL
/// `CAST(extract(epoch from clock_timestamp())*1000 AS bigint)`.
Task<Result<Time>> database_now(Tx& tx);
Task<Result<Time>> database_now(Database& database);

}  // namespace fairlead::storage
