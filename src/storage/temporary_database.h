// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/loop_thread.h"
#include "base/temporary_directory.h"
#include "storage/postgres/postgres_database.h"
#include "storage/postgres/postgres_listener.h"
#include "storage/postgres/private_postgres.h"
#include "storage/sqlite/sqlite_database.h"

#include <cstdlib>
#include <string_view>

namespace fairlead::storage {

/// For tests: which database they run on. The runner runs them once with each
/// (`FAIRLEAD_TEST_STORE=postgres` for the other).
enum class Engine : std::uint8_t { sqlite, postgres };
inline Engine engine_under_test() {
    const char* const chosen = std::getenv("FAIRLEAD_TEST_STORE");
    const bool postgres = chosen != nullptr && std::string_view{chosen} == "postgres";
    return postgres ? Engine::postgres : Engine::sqlite;
}

/// For tests: a real database of the engine under test, and a loop to call it from.
class TemporaryDatabase {
public:
    explicit TemporaryDatabase(const Clock& clock) : clock_(clock) {
        if (engine_under_test() == Engine::postgres) {
            name_ = PrivatePostgres::instance().create_database();
        }
        open();
    }
    ~TemporaryDatabase() {
        // Their sockets keep the loop busy.
        listener_.reset();
        database_.reset();
        if (!name_.empty()) PrivatePostgres::instance().drop_database(name_);
    }
    TemporaryDatabase(const TemporaryDatabase&) = delete;
    TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

    Database& operator*() { return *database_; }
    Database* operator->() { return database_.get(); }
    /// Says when something was committed.
    CommitSignal& commits() {
        if (name_.empty()) return *file_;
        if (!listener_) {
            PostgresOptions options;
            options.address = PrivatePostgres::instance().address(name_, "app");
            listener_ = std::make_unique<PostgresListener>(std::move(options), loop());
            listener_->start();
        }
        return *listener_;
    }
    Loop& loop() { return loop_.loop(); }
    const TemporaryDirectory& directory() const { return directory_; }

    /// Closes the database and opens it again, as a restart does. References to it are void.
    void reopen() {
        database_.reset();
        open();
    }

    /// Blocks until `work`, run on the loop, has answered.
    template <class T>
    Result<T> run(std::function<Task<Result<T>>()> work) {
        return loop_.ask<T>(std::move(work));
    }

    /// Runs a statement as whoever may change the schema.
    Result<void> as_owner(Sql sql) {
        if (name_.empty()) {
            const auto change = [&] {
                return database_->write(Access::service(), sql, Params{}, Priority::normal);
            };
            const auto done = run<Rows>(change);
            return done ? ok() : Result<void>{done.error()};
        }
        TRY(auto session, PostgresSession::open(PrivatePostgres::instance().address(name_)));
        return session.execute(std::string{sql.postgres});
    }

    /// Drops what was deleted from the database's files.
    Result<void> vacuum() {
        if (!name_.empty()) return PrivatePostgres::instance().vacuum(name_);
        return run_blocking(loop(), [this] { return file_->vacuum(); });
    }
    /// Where the database's files are.
    std::string files() const {
        return name_.empty() ? directory_.path() : PrivatePostgres::instance().files_of(name_);
    }

private:
    void open() {
        if (name_.empty()) {
            open_sqlite();
        } else {
            open_postgres();
        }
    }
    void open_sqlite() {
        SqliteOptions options;
        options.path = directory_.file("fairlead.db");
        auto opened = SqliteDatabase::open(std::move(options), clock_);
        FAIRLEAD_ASSERT(opened.has_value());
        file_ = opened->get();
        database_ = *std::move(opened);
    }
    void open_postgres() {
        PostgresOptions options;
        options.address = PrivatePostgres::instance().address(name_, "app");
        options.service_address = PrivatePostgres::instance().address(name_, "service");
        database_ = std::make_unique<PostgresDatabase>(std::move(options),
                                                       std::vector<Loop*>{&loop_.loop()});
    }

    const Clock& clock_;
    TemporaryDirectory directory_;
    std::string name_;  ///< of the PostgreSQL database; "" on SQLite
    SqliteDatabase* file_ = nullptr;
    std::unique_ptr<Database> database_;
    std::unique_ptr<PostgresListener> listener_;
    LoopThread loop_;  // last: it ends before what its coroutines use
};

/// For tests of SQLite itself: a database file in a directory of its own, and a loop.
class TemporaryFile {
public:
    explicit TemporaryFile(const Clock& clock) : clock_(clock) { open(); }

    SqliteDatabase& operator*() { return *database_; }
    SqliteDatabase* operator->() { return database_.get(); }
    Loop& loop() { return loop_.loop(); }
    std::string path() const { return directory_.file("fairlead.db"); }
    const TemporaryDirectory& directory() const { return directory_; }
    void reopen() {
        database_.reset();
        open();
    }
    template <class T>
    Result<T> run(std::function<Task<Result<T>>()> work) {
        return loop_.ask<T>(std::move(work));
    }

private:
    void open() {
        SqliteOptions options;
        options.path = path();
        auto opened = SqliteDatabase::open(std::move(options), clock_);
        FAIRLEAD_ASSERT(opened.has_value());
        database_ = *std::move(opened);
    }

    const Clock& clock_;
    TemporaryDirectory directory_;
    std::unique_ptr<SqliteDatabase> database_;
    LoopThread loop_;
};

}  // namespace fairlead::storage
