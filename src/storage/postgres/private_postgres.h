// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/assert.h"
#include "base/temporary_directory.h"
#include "storage/migrations.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/private_program.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace fairlead::storage {

/// For tests: a PostgreSQL server of this process's own, from Debian's package, on a socket in a
/// temporary directory and nowhere else. It is gone when the process is.
class PrivatePostgres {
public:
    /// The process's server, started by the first who asks.
    static PrivatePostgres& instance() {
        static PrivatePostgres server;
        return server;
    }
    PrivatePostgres(const PrivatePostgres&) = delete;
    PrivatePostgres& operator=(const PrivatePostgres&) = delete;

    /// An empty Fairlead database, brought up to date; a copy of the one that was made first.
    std::string create_database() {
        const std::string name = "test_" + std::to_string(++databases_);
        must(admin().execute("CREATE DATABASE " + name + " TEMPLATE fairlead_template"));
        return name;
    }
    void drop_database(const std::string& name) {
        must(admin().execute("DROP DATABASE " + name + " WITH (FORCE)"));
    }
    /// Drops what was deleted and brings what is in memory to the files.
    Result<void> vacuum(const std::string& name) {
        TRY(auto session, PostgresSession::open(address(name)));
        CHECK_OK(session.execute("VACUUM FULL"));
        return session.execute("CHECKPOINT");
    }
    /// The directory of its tables, after the server wrote them.
    std::string files_of(const std::string& name) {
        auto session = admin();
        must(session.execute("CHECKPOINT"));
        const auto oid = session.integer(
            "SELECT CAST(oid AS bigint) FROM pg_database WHERE datname = $1", {name});
        FAIRLEAD_ASSERT(oid.has_value());
        return directory_.file("data/base/" + std::to_string(*oid));
    }
    /// libpq's words for a connection as "owner", "app" or "service".
    Secret address(const std::string& database, const std::string& role = "owner") const {
        return Secret{"host=" + directory_.path() + " dbname=" + database + " user=" + role};
    }
    const std::string& socket_directory() const { return directory_.path(); }

private:
    PrivatePostgres() {
        PrivateProgram::hand_over(directory_.path());
        const std::string data = directory_.file("data");
        const std::string log = directory_.file("log");
        const std::string binaries = "/usr/lib/postgresql/15/bin/";
        PrivateProgram made{{binaries + "initdb", "-D", data, "-U", "owner", "-A", "trust", "-E",
                             "UTF8", "--locale=C", "--no-sync"},
                            log};
        FAIRLEAD_ASSERT(made.wait() == 0);
        // Nothing here needs to survive a power cut.
        server_.emplace(std::vector<std::string>{binaries + "postgres", "-D", data, "-k",
                                                 directory_.path(), "-c", "listen_addresses=", "-c",
                                                 "fsync=off", "-c", "max_connections=200"},
                        log);
        wait_until_up();
        must(admin().execute("CREATE DATABASE fairlead_template"));
        auto fresh = PostgresSession::open(address("fairlead_template"));
        FAIRLEAD_ASSERT(fresh.has_value());
        const auto migrated = migrate_postgres(*fresh, embedded_migrations());
        if (!migrated) std::fprintf(stderr, "%s\n", migrated.error().detail.c_str());
        FAIRLEAD_ASSERT(migrated.has_value());
        must(
            fresh->execute("CREATE ROLE app LOGIN IN ROLE fairlead_app;"
                           "CREATE ROLE service LOGIN IN ROLE fairlead_service"));
    }

    void wait_until_up() const {
        for (int tries = 0; tries < 600; ++tries) {
            if (PostgresSession::open(address("postgres"))) return;
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
        FAIRLEAD_ASSERT(false);
    }

    PostgresSession admin() const {
        auto session = PostgresSession::open(address("postgres"));
        FAIRLEAD_ASSERT(session.has_value());
        return *std::move(session);
    }
    static void must(const Result<void>& done) {
        if (!done) std::fprintf(stderr, "%s\n", done.error().detail.c_str());
        FAIRLEAD_ASSERT(done.has_value());
    }

    TemporaryDirectory directory_;
    std::optional<PrivateProgram> server_;
    std::atomic<int> databases_{0};
};

}  // namespace fairlead::storage
