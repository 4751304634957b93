// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL servers, roles and addresses that are not as they should be: the program says in a line
// what to do, and never listens.
#include "support/postgres_under_test.h"
#include "support/program_run.h"

#include "base/clock.h"
#include "crypto/random.h"
#include "net/unused_port.h"
#include "storage/migrations.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/private_pgbouncer.h"
#include "support/http_caller.h"
#include "vault/key_file.h"

#include <gmock/gmock.h>

namespace fairlead::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A migrated database "fairlead" and the roles of docs/scaling.md.
void set_up(const PostgresUnderTest& server) {
    server.must_run("postgres", "CREATE DATABASE fairlead");
    auto session = server.owner("fairlead");
    must(storage::migrate_postgres(session, storage::embedded_migrations()));
    const std::string password = " LOGIN PASSWORD 'a test''s p@ss/word' ";
    server.must_run("fairlead", "CREATE ROLE node" + password + "IN ROLE fairlead_app; " +
                                    "CREATE ROLE jobs" + password + "IN ROLE fairlead_service");
}

class BadPostgres : public testing::Test {
protected:
    static void SetUpTestSuite() {
        certificates = std::make_unique<TemporaryDirectory>();
        certificate = write_loopback_certificate(certificates->path());
        server = std::make_unique<PostgresUnderTest>(PostgresUnderTest::Options{certificate});
        set_up(*server);
    }
    static void TearDownTestSuite() {
        server.reset();
        certificates.reset();
    }

    BadPostgres() {
        crypto::SystemRandom random;
        must(vault::create_key_file(directory_.file("keys"), "first", "tests", random));
        set("FAIRLEAD_DATABASE_URL", server->url("node"));
        set("FAIRLEAD_DATABASE_SERVICE_URL", server->url("jobs"));
    }

    void set(const std::string& name, const std::string& value) { settings_[name] = value; }
    /// `fairlead <command>` with these settings.
    ProgramRun run(const std::string& command) {
        const std::uint16_t port = net::unused_port();
        settings_["FAIRLEAD_PORT"] = std::to_string(port);
        settings_["FAIRLEAD_ADMIN_PORT"] = "0";
        settings_["PUBLIC_URL"] = "http://localhost:" + std::to_string(port);
        settings_["FAIRLEAD_DATA_DIR"] = directory_.file("data");
        settings_["FAIRLEAD_KEY_FILE"] = directory_.file("keys");
        settings_["FAIRLEAD_JOURNAL_SLOTS"] = "8";
        settings_["FAIRLEAD_DRAIN_ACCEPT"] = "0s";
        std::vector<std::string> words{FAIRLEAD_TESTS_PROGRAM, command};
        for (const auto& [name, value] : settings_) {
            words.insert(words.end(), {"--set", name + "=" + value});
        }
        return run_server(words, port);
    }
    /// The line with which `serve` refuses, and what holds for each: it fails, it never listened,
    /// and no password is in what it says.
    std::string refusal() {
        const ProgramRun refused = run("serve");
        EXPECT_GT(refused.exit_code, 0) << refused.said;
        EXPECT_FALSE(refused.listened) << refused.said;
        for (const char* secret : {"p@ss", "p%40ss", "hunter2"})
            EXPECT_THAT(refused.said, Not(HasSubstr(secret)));
        const std::string line = refused.line_with("fairlead: ");
        EXPECT_NE(line, "") << refused.said;
        return line;
    }
    void expect_served() {
        const ProgramRun served = run("serve");
        EXPECT_TRUE(served.listened) << served.said;
        EXPECT_EQ(served.exit_code, 0) << served.said;
    }
    void as_owner(const std::string& script) { server->must_run("fairlead", script); }

    static inline std::unique_ptr<TemporaryDirectory> certificates;
    static inline LoopbackCertificate certificate;
    static inline std::unique_ptr<PostgresUnderTest> server;
    TemporaryDirectory directory_;
    std::map<std::string, std::string> settings_;
};

TEST_F(BadPostgres, OneThatIsAsItShouldBeIsServed) {
    expect_served();
    set("FAIRLEAD_DATABASE_URL",
        server->url("node") + "?sslmode=verify-full&sslrootcert=" + certificate.authority_path);
    expect_served();
}

TEST_F(BadPostgres, AWrongPasswordIsNamedAndNotShown) {
    set("FAIRLEAD_DATABASE_URL", server->url("node", "fairlead", "hunter2"));
    EXPECT_THAT(refusal(), HasSubstr("The user or the password is wrong."));
    set("FAIRLEAD_DATABASE_URL", server->url("node"));
    set("FAIRLEAD_DATABASE_SERVICE_URL", server->url("jobs", "fairlead", "hunter2"));
    EXPECT_THAT(refusal(),
                AllOf(HasSubstr("as jobs"), HasSubstr("The user or the password is wrong.")));
}

TEST_F(BadPostgres, AnAddressThatCannotBeReadIsNotShown) {
    set("FAIRLEAD_DATABASE_URL", "postgres://node:hunter2@[127.0.0.1/fairlead");
    EXPECT_THAT(refusal(), HasSubstr("cannot be read"));
}

TEST_F(BadPostgres, ADatabaseThatIsNotThereIsToBeCreated) {
    set("FAIRLEAD_DATABASE_URL", server->url("node", "nowhere"));
    EXPECT_THAT(refusal(), HasSubstr("There is no such database: create it first."));
}

TEST_F(BadPostgres, AHostThatIsDownIsNamed) {
    const std::string port = std::to_string(net::unused_port());
    set("FAIRLEAD_DATABASE_URL", "postgres://node:hunter2@127.0.0.1:" + port + "/fairlead");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("127.0.0.1:" + port), HasSubstr("Nothing listens")));
}

TEST_F(BadPostgres, ADatabaseThatWasNeverMigratedIsToBe) {
    server->must_run("postgres", "CREATE DATABASE fresh");
    set("FAIRLEAD_DATABASE_URL", server->url("node", "fresh"));
    set("FAIRLEAD_DATABASE_SERVICE_URL", server->url("jobs", "fresh"));
    EXPECT_THAT(refusal(), HasSubstr("run `fairlead migrate`"));
}

TEST_F(BadPostgres, AnOlderAndANewerSchemaSayWhatToDo) {
    as_owner(
        "BEGIN; CREATE TABLE kept AS SELECT * FROM schema_migrations; "
        "DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM "
        "schema_migrations); COMMIT");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("older"), HasSubstr("`fairlead migrate`")));
    as_owner(
        "INSERT INTO schema_migrations SELECT * FROM kept ON CONFLICT DO NOTHING; DROP TABLE "
        "kept; INSERT INTO schema_migrations SELECT max(version) + 1, 'later', 'x', now() FROM "
        "schema_migrations");
    EXPECT_THAT(refusal(), HasSubstr("Install the newer Fairlead again, or restore a backup."));
    as_owner("DELETE FROM schema_migrations WHERE name = 'later'");
    expect_served();
}

TEST_F(BadPostgres, AStandbyIsNoPlaceToWrite) {
    const PostgresUnderTest standby{PostgresUnderTest::Following{*server}};
    set("FAIRLEAD_DATABASE_URL", standby.url("node"));
    set("FAIRLEAD_DATABASE_SERVICE_URL", standby.url("jobs"));
    EXPECT_THAT(refusal(), AllOf(HasSubstr("standby"), HasSubstr("target_session_attrs")));
    set("FAIRLEAD_DATABASE_URL", standby.url("node") + "?target_session_attrs=read-write");
    EXPECT_THAT(refusal(), HasSubstr("standby"));
    // Half of each is what a failover may leave in two settings.
    set("FAIRLEAD_DATABASE_URL", server->url("node"));
    EXPECT_THAT(refusal(), HasSubstr("another database"));
}

TEST_F(BadPostgres, ARoleWithTooManyRightsIsRefused) {
    const std::vector<std::pair<std::string, std::string>> rights{
        {"ALTER ROLE node SUPERUSER|ALTER ROLE node NOSUPERUSER", "is a superuser"},
        {"ALTER ROLE node BYPASSRLS|ALTER ROLE node NOBYPASSRLS", "has BYPASSRLS"},
        {"ALTER ROLE jobs BYPASSRLS|ALTER ROLE jobs NOBYPASSRLS", "has BYPASSRLS"},
        {"ALTER TABLE jobs OWNER TO node|ALTER TABLE jobs OWNER TO owner", "owns 1 of the tables"},
        {"GRANT CREATE ON SCHEMA public TO node|REVOKE CREATE ON SCHEMA public FROM node",
         "may create tables"},
        {"GRANT fairlead_service TO node|REVOKE fairlead_service FROM node",
         "sees every workspace"},
    };
    for (const auto& [scripts, says] : rights) {
        const auto bar = scripts.find('|');
        as_owner(scripts.substr(0, bar));
        EXPECT_THAT(refusal(), HasSubstr(says));
        as_owner(scripts.substr(bar + 1));
    }
    expect_served();
}

TEST_F(BadPostgres, ACertificateThatNobodyVouchesForIsRefused) {
    const TemporaryDirectory elsewhere;
    const auto other = write_loopback_certificate(elsewhere.path());
    set("FAIRLEAD_DATABASE_URL",
        server->url("node") + "?sslmode=verify-full&sslrootcert=" + other.authority_path);
    EXPECT_THAT(refusal(), HasSubstr("not signed by a trusted authority"));
    set("FAIRLEAD_DATABASE_URL",
        server->url("node") + "?sslmode=verify-full&sslrootcert=/nowhere/ca.pem");
    EXPECT_THAT(refusal(), HasSubstr("sslrootcert names cannot be read"));
}

TEST_F(BadPostgres, AServerThatLetsNobodyInLikeThisSaysWhere) {
    set("FAIRLEAD_DATABASE_URL", server->url(PostgresUnderTest::picky_role) + "?sslmode=disable");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("pg_hba.conf"), HasSubstr("TLS"),
                                 Not(HasSubstr("There is no such database"))));
}

TEST_F(BadPostgres, APoolerIsToBeNamed) {
    // Its own server: a pooler that asks for no password stands before one that does not.
    auto& unguarded = storage::PrivatePostgres::instance();
    const std::string name = unguarded.create_database();
    const storage::PrivatePgbouncer pooler{4};
    const auto text = [](const Secret& address) { return std::string{address.expose()}; };
    set("FAIRLEAD_DATABASE_URL", text(pooler.address(name, "app")));
    set("FAIRLEAD_DATABASE_SERVICE_URL", text(pooler.address(name, "service")));
    EXPECT_THAT(refusal(), HasSubstr("Set FAIRLEAD_DATABASE_POOLED=true"));
    const ProgramRun doctor = run("doctor");
    EXPECT_THAT(doctor.line_with("BAD   database"), HasSubstr("FAIRLEAD_DATABASE_POOLED=true"));
    EXPECT_NE(doctor.exit_code, 0);
    set("FAIRLEAD_DATABASE_OWNER_URL", text(pooler.address(name, "owner")));
    EXPECT_THAT(run("migrate").line_with("fairlead: "), HasSubstr("FAIRLEAD_DATABASE_OWNER_URL"));

    set("FAIRLEAD_DATABASE_POOLED", "true");
    set("FAIRLEAD_DATABASE_NOTIFY_URL", text(pooler.address(name, "app")));
    EXPECT_THAT(refusal(), HasSubstr("FAIRLEAD_DATABASE_NOTIFY_URL leads through a pooler"));
    set("FAIRLEAD_DATABASE_NOTIFY_URL", text(unguarded.address(name, "app")));
    expect_served();

    set("FAIRLEAD_DATABASE_URL", text(unguarded.address(name, "app")));
    EXPECT_THAT(run("doctor").line_with("note  database"), HasSubstr("no pooler is there"));
}

}  // namespace
}  // namespace fairlead::tests
