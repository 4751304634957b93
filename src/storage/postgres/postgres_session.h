// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/postgres_options.h"
#include "storage/postgres/postgres_values.h"

#include <memory>
#include <string>

/// libpq's PGconn.
struct pg_conn;

namespace fairlead::storage {

/// A connection whose calls block their thread: for the schema, for commands and for tests. Not
/// thread-safe.
class PostgresSession {
public:
    struct Finish {
        void operator()(pg_conn* connection) const;
    };
    using Handle = std::unique_ptr<pg_conn, Finish>;

    /// `unavailable` when nobody answers or lets us in; the message says what to change.
    static Result<PostgresSession> open(const Secret& address);

    /// One statement with its parameters.
    Result<Rows> run(std::string_view text, const Params& params = {});
    /// Any number of statements, in one transaction unless the script says otherwise.
    Result<void> execute(const std::string& script);
    /// The first column of the first row; `internal` when there is none.
    Result<std::int64_t> integer(std::string_view text, const Params& params = {});

    const std::string& place() const { return place_; }
    pg_conn* handle() const { return handle_.get(); }
    Handle release() && { return std::move(handle_); }

private:
    PostgresSession(Handle handle, std::string place)
        : handle_(std::move(handle)), place_(std::move(place)) {}

    Handle handle_;
    std::string place_;
};

}  // namespace fairlead::storage
