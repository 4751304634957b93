// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/loop_thread.h"
#include "base/temporary_directory.h"
#include "storage/sqlite/sqlite_database.h"

namespace fairlead::storage {

/// For tests: a real database file in a directory of its own, and a loop to call it from.
class TemporaryDatabase {
public:
    explicit TemporaryDatabase(const Clock& clock) : clock_(clock) { open(); }
    TemporaryDatabase(const TemporaryDatabase&) = delete;
    TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

    SqliteDatabase& operator*() { return *database_; }
    SqliteDatabase* operator->() { return database_.get(); }
    Loop& loop() { return loop_.loop(); }
    std::string path() const { return directory_.file("fairlead.db"); }
    const TemporaryDirectory& directory() const { return directory_; }

    /// Closes the file and opens it again, as a restart does. References to it are void.
    void reopen() {
        database_.reset();
        open();
    }

    /// Blocks until `work`, run on the loop, has answered.
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
    LoopThread loop_;  // last: it ends before what its coroutines use
};

}  // namespace fairlead::storage
