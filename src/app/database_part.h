// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/loops.h"
#include "storage/commit_signal.h"
#include "storage/database.h"
#include "storage/postgres/postgres_options.h"
#include "storage/postgres/postgres_rights.h"

#include <memory>
#include <string>
#include <vector>

namespace fairlead::storage {
class PostgresDatabase;
class PostgresListener;
class SqliteDatabase;
}  // namespace fairlead::storage

namespace fairlead::app {

/// The database of these settings: the embedded file, or the server that several nodes share.
class DatabasePart {
public:
    /// `unavailable` or `conflict`, with what to do, where it is away or its schema is not ours.
    /// The embedded file's schema is brought up to date; a server's is `fairlead migrate`'s
    /// business, whose role may change it. `loops` must run.
    static Result<std::unique_ptr<DatabasePart>> open(const Settings& settings, const Clock& clock,
                                                      net::Loops& loops, Log& log);
    ~DatabasePart();
    DatabasePart(const DatabasePart&) = delete;
    DatabasePart& operator=(const DatabasePart&) = delete;

    /// Ends what listens and waits, while the loops still run. Not from a loop.
    void close();

    storage::Database& database() const { return *database_; }
    /// Whether other processes may serve from it at the same time.
    bool is_shared() const { return server_ != nullptr; }
    storage::CommitSignal& commits() const { return *commits_; }
    /// The embedded file; nullptr where a server holds the data.
    storage::SqliteDatabase* file() const { return file_; }

private:
    DatabasePart();
    Result<void> open_file(const Settings& settings, const Clock& clock, Log& log);
    Result<void> open_server(const Settings& settings, net::Loops& loops, Log& log);

    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<storage::PostgresListener> listener_;
    storage::CommitSignal* commits_ = nullptr;
    storage::SqliteDatabase* file_ = nullptr;
    storage::PostgresDatabase* server_ = nullptr;
};

/// How the settings say the server is to be reached.
storage::PostgresOptions postgres_options(const Settings& settings);

/// What the live PostgreSQL database proves of its roles and its row-level security, for `doctor`
/// and before a node serves on it.
Result<std::vector<storage::DatabaseFinding>> examine_database(const Settings& settings);

/// Brings the schema up to date, whichever database it is; answers what was done, for people.
Result<std::string> migrate_database(const Settings& settings, const Clock& clock);

}  // namespace fairlead::app
