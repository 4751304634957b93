// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_rights.h"

namespace fairlead::storage {

namespace {

using Weight = DatabaseFinding::Weight;

constexpr std::string_view role_text =
    "SELECT rolname, rolsuper, rolbypassrls, "
    "pg_has_role(current_user, 'fairlead_app', 'USAGE'), "
    "pg_has_role(current_user, 'fairlead_service', 'USAGE'), "
    "has_schema_privilege(current_user, current_schema(), 'CREATE'), "
    "(SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p') "
    "AND relnamespace = CAST(current_schema() AS regnamespace)) "
    "FROM pg_roles WHERE rolname = current_user";

constexpr std::string_view unguarded_text =
    "SELECT CAST(relname AS text) FROM pg_class WHERE relkind IN ('r', 'p') "
    "AND relnamespace = CAST(current_schema() AS regnamespace) AND relname <> 'schema_migrations' "
    "AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname";

constexpr std::string_view guarded_text =
    "SELECT quote_ident(CAST(relname AS text)) FROM pg_class WHERE relkind IN ('r', 'p') "
    "AND relnamespace = CAST(current_schema() AS regnamespace) AND relname <> 'schema_migrations' "
    "ORDER BY relname";

constexpr std::string_view server_text =
    "SELECT CAST(current_setting('server_version_num') AS bigint), "
    "current_setting('synchronous_commit'), current_setting('fsync'), "
    "current_setting('full_page_writes'), pg_is_in_recovery()";

/// A database's number is its server's own; so is the moment at which that started.
constexpr std::string_view place_text =
    "SELECT CAST(oid AS text) || ' ' || CAST(pg_postmaster_start_time() AS text) "
    "FROM pg_database WHERE datname = current_database()";

struct Role {
    std::string name;
    bool is_super = false;
    bool bypasses = false;
    bool is_app = false;
    bool is_service = false;
    bool may_create = false;
    std::int64_t owns = 0;
};

Result<Role> role_of(PostgresSession& session) {
    TRY(const auto rows, session.run(role_text));
    const Row& row = rows.front();
    return Role{row.text(0),    row.boolean(1), row.boolean(2), row.boolean(3),
                row.boolean(4), row.boolean(5), row.integer(6)};
}

void fatal_if(std::vector<DatabaseFinding>& findings, bool is_so, std::string text) {
    if (is_so) findings.push_back({Weight::fatal, std::move(text)});
}

/// What no role of a serving node may have.
void judge_common(std::vector<DatabaseFinding>& findings, const Role& role, const char* variable) {
    const std::string who = std::string{variable} + ": the role " + role.name;
    fatal_if(findings, role.is_super,
             who +
                 " is a superuser, whom no row-level security holds. Use a role of its own "
                 "(docs/scaling.md, \"The database's roles\").");
    if (role.is_super) return;
    fatal_if(findings, role.bypasses,
             who + " has BYPASSRLS. ALTER ROLE " + role.name + " NOBYPASSRLS.");
    fatal_if(findings, role.owns > 0,
             who + " owns " + std::to_string(role.owns) +
                 " of the tables, so it could drop what guards them. Let `fairlead migrate` run as "
                 "another role (FAIRLEAD_DATABASE_OWNER_URL).");
    fatal_if(findings, role.may_create,
             who +
                 " may create tables in the schema. REVOKE CREATE ON SCHEMA … FROM PUBLIC and "
                 "from it.");
}

void judge_application(std::vector<DatabaseFinding>& findings, const Role& role) {
    judge_common(findings, role, "FAIRLEAD_DATABASE_URL");
    if (role.is_super) return;
    fatal_if(findings, role.is_service,
             "FAIRLEAD_DATABASE_URL: the role " + role.name +
                 " is a member of fairlead_service and sees every workspace. REVOKE "
                 "fairlead_service FROM " +
                 role.name + ".");
    fatal_if(findings, !role.is_app,
             "FAIRLEAD_DATABASE_URL: GRANT fairlead_app TO " + role.name + ".");
}

void judge_service(std::vector<DatabaseFinding>& findings, const Role& role) {
    judge_common(findings, role, "FAIRLEAD_DATABASE_SERVICE_URL");
    fatal_if(findings, !role.is_service,
             "FAIRLEAD_DATABASE_SERVICE_URL: GRANT fairlead_service TO " + role.name + ".");
}

/// Both addresses must lead to one database: half of the rows would be in the other.
Result<void> judge_place(std::vector<DatabaseFinding>& findings, PostgresSession& application,
                         PostgresSession& service) {
    TRY(const auto here, application.run(place_text));
    TRY(const auto there, service.run(place_text));
    fatal_if(findings, here.front().text(0) != there.front().text(0),
             "FAIRLEAD_DATABASE_SERVICE_URL leads to another database than "
             "FAIRLEAD_DATABASE_URL. Both name the same one, with another role.");
    return ok();
}

Result<void> judge_tables(std::vector<DatabaseFinding>& findings, PostgresSession& session) {
    TRY(const auto unguarded, session.run(unguarded_text));
    for (const Row& row : unguarded) {
        findings.push_back({Weight::fatal, "The table " + row.text(0) +
                                               " has no forced row-level security. Run `fairlead "
                                               "migrate`, or restore it by hand."});
    }
    return ok();
}

/// Asks every table with nothing said: none may answer.
Result<void> judge_silence(std::vector<DatabaseFinding>& findings, PostgresSession& session) {
    TRY(const auto tables, session.run(guarded_text));
    for (const Row& table : tables) {
        const std::string name = table.text(0);
        TRY(const std::int64_t rows, session.integer("SELECT count(*) FROM " + name));
        fatal_if(findings, rows > 0,
                 "With no user named, " + std::to_string(rows) + " rows of " + name +
                     " are open to the application's role: a policy was changed.");
    }
    findings.push_back({Weight::fine, std::to_string(tables.size()) +
                                          " tables show nothing to a session that names nobody"});
    return ok();
}

Result<void> judge_server(std::vector<DatabaseFinding>& findings, PostgresSession& session) {
    TRY(const auto rows, session.run(server_text));
    const Row& row = rows.front();
    const std::int64_t version = row.integer(0);
    findings.push_back({version < 150000 ? Weight::fatal : Weight::fine,
                        "PostgreSQL " + std::to_string(version / 10000) + "." +
                            std::to_string(version % 10000) +
                            (version < 150000 ? ": Fairlead needs 15 or newer." : "")});
    fatal_if(findings, row.boolean(4),
             "The database is a standby. Point Fairlead at the primary "
             "(target_session_attrs=read-write).");
    fatal_if(findings, row.text(1) == "off",
             "synchronous_commit is off: refreshed tokens would be lost in a crash of the server. "
             "Set it on.");
    if (row.text(2) == "off" || row.text(3) == "off") {
        findings.push_back({Weight::warning,
                            "fsync or full_page_writes is off: a power cut loses data. Only for "
                            "tests."});
    }
    return ok();
}

}  // namespace

Result<std::vector<DatabaseFinding>> examine_rights(PostgresSession& application,
                                                    PostgresSession& service) {
    std::vector<DatabaseFinding> findings;
    TRY(const Role app, role_of(application));
    TRY(const Role other, role_of(service));
    findings.push_back({Weight::fine, "roles " + app.name + " and " + other.name});
    CHECK_OK(judge_place(findings, application, service));
    judge_application(findings, app);
    judge_service(findings, other);
    CHECK_OK(judge_server(findings, application));
    CHECK_OK(judge_tables(findings, application));
    if (!app.is_super) CHECK_OK(judge_silence(findings, application));
    return findings;
}

Result<void> refuse_fatal(const std::vector<DatabaseFinding>& findings) {
    for (const DatabaseFinding& finding : findings) {
        if (finding.weight == Weight::fatal) return Error{Errc::conflict, finding.text};
    }
    return ok();
}

}  // namespace fairlead::storage
