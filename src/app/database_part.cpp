// SPDX-License-Identifier: Apache-2.0
#include "app/database_part.h"

#include "storage/postgres/postgres_database.h"
#include "storage/postgres/postgres_listener.h"
#include "storage/postgres/postgres_pooler.h"
#include "storage/postgres/postgres_rights.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/sqlite/sqlite_database.h"

namespace fairlead::app {
namespace {

std::vector<Loop*> every_loop(net::Loops& loops) {
    std::vector<Loop*> all;
    for (std::size_t i = 0; i < loops.size(); ++i) all.push_back(&loops.at(i));
    return all;
}

/// Where notifications come from: not through a pooler that forgets who listened.
storage::PostgresOptions listening_options(const Settings& settings) {
    auto options = postgres_options(settings);
    const bool is_pooled = options.statements == storage::StatementMode::unnamed;
    if (!settings.database_notify_url.empty()) {
        options.address = settings.database_notify_url.duplicate();
    } else if (is_pooled) {
        options.address = Secret{};
    }
    options.statements = storage::StatementMode::named;
    return options;
}

/// Whether a pooler stands where the settings say that one does, and nowhere else.
Result<void> judge_poolers(std::vector<storage::DatabaseFinding>& findings,
                           storage::PostgresSession& session, const Settings& settings) {
    using Weight = storage::DatabaseFinding::Weight;
    TRY(const bool pooled, storage::is_pooled(session));
    if (pooled && !settings.database_is_pooled) {
        findings.push_back({Weight::fatal,
                            "A pooler such as pgbouncer stands before the database and would mix "
                            "prepared statements up. Set FAIRLEAD_DATABASE_POOLED=true, and "
                            "FAIRLEAD_DATABASE_NOTIFY_URL to the database's own address."});
    }
    if (!pooled && settings.database_is_pooled) {
        findings.push_back({Weight::warning,
                            "FAIRLEAD_DATABASE_POOLED is set and no pooler is there: every "
                            "statement is planned anew for nothing. Unset it."});
    }
    if (settings.database_notify_url.empty()) return ok();
    auto listening = storage::PostgresSession::open(settings.database_notify_url);
    if (!listening) {
        findings.push_back(
            {Weight::warning, "FAIRLEAD_DATABASE_NOTIFY_URL: " + listening.error().message +
                                  " Other nodes' changes are looked for once a "
                                  "second meanwhile."});
        return ok();
    }
    TRY(const bool deaf, storage::is_pooled(*listening));
    if (deaf) {
        findings.push_back({Weight::fatal,
                            "FAIRLEAD_DATABASE_NOTIFY_URL leads through a pooler, which forgets "
                            "who listens. Give the database's own address."});
    }
    return ok();
}

}  // namespace

storage::PostgresOptions postgres_options(const Settings& settings) {
    storage::PostgresOptions options;
    options.address = settings.database_url.duplicate();
    options.service_address = settings.database_service_url.duplicate();
    if (settings.database_is_pooled) options.statements = storage::StatementMode::unnamed;
    options.writing = settings.database_connections;
    return options;
}

DatabasePart::DatabasePart() = default;

DatabasePart::~DatabasePart() { close(); }

Result<std::unique_ptr<DatabasePart>> DatabasePart::open(const Settings& settings,
                                                         const Clock& clock, net::Loops& loops,
                                                         Log& log) {
    std::unique_ptr<DatabasePart> part{new DatabasePart};
    if (settings.database_url.empty()) {
        CHECK_OK(part->open_file(settings, clock, log));
    } else {
        CHECK_OK(part->open_server(settings, loops, log));
    }
    return part;
}

void DatabasePart::close() {
    if (listener_) listener_->stop();
    if (server_ != nullptr) server_->close();
}

Result<void> DatabasePart::open_file(const Settings& settings, const Clock& clock, Log& log) {
    TRY(auto file, storage::SqliteDatabase::open({.path = settings.database_path()}, clock));
    file_ = file.get();
    commits_ = file.get();
    log.info("the database is open", {{"path", settings.database_path()},
                                      {"schema", file->schema_version()},
                                      {"synchronous", file->synchronous()}});
    database_ = std::move(file);
    return ok();
}

Result<void> DatabasePart::open_server(const Settings& settings, net::Loops& loops, Log& log) {
    TRY(auto session, storage::PostgresSession::open(settings.database_url));
    TRY(const std::int64_t schema,
        storage::check_postgres_schema(session, storage::embedded_migrations()));
    TRY(const auto findings, examine_database(settings));
    for (const auto& finding : findings) {
        if (finding.weight == storage::DatabaseFinding::Weight::warning) log.warning(finding.text);
    }
    CHECK_OK(storage::refuse_fatal(findings));
    auto server =
        std::make_unique<storage::PostgresDatabase>(postgres_options(settings), every_loop(loops));
    server_ = server.get();
    listener_ =
        std::make_unique<storage::PostgresListener>(listening_options(settings), loops.next());
    listener_->start();
    commits_ = listener_.get();
    log.info("the database is open", {{"server", session.place()}, {"schema", schema}});
    database_ = std::move(server);
    return ok();
}

Result<std::vector<storage::DatabaseFinding>> examine_database(const Settings& settings) {
    TRY(auto application, storage::PostgresSession::open(settings.database_url));
    TRY(auto service, storage::PostgresSession::open(settings.database_service_url));
    std::vector<storage::DatabaseFinding> findings;
    CHECK_OK(judge_poolers(findings, application, settings));
    TRY(auto rights, storage::examine_rights(application, service));
    findings.insert(findings.end(), rights.begin(), rights.end());
    return findings;
}

Result<std::string> migrate_database(const Settings& settings, const Clock& clock) {
    if (settings.database_url.empty()) {
        TRY(const auto file,
            storage::SqliteDatabase::open({.path = settings.database_path()}, clock));
        return settings.database_path() + ": schema " + std::to_string(file->schema_version());
    }
    const Secret& owner =
        settings.database_owner_url.empty() ? settings.database_url : settings.database_owner_url;
    TRY(auto session, storage::PostgresSession::open(owner));
    TRY(const bool pooled, storage::is_pooled(session));
    if (pooled) {
        return Error{Errc::conflict,
                     "A pooler such as pgbouncer stands before the database, and the lock that a "
                     "migration takes would be lost in it. Give FAIRLEAD_DATABASE_OWNER_URL the "
                     "database's own address."};
    }
    TRY(const std::int64_t schema,
        storage::migrate_postgres(session, storage::embedded_migrations()));
    return session.place() + ": schema " + std::to_string(schema);
}

}  // namespace fairlead::app
