// SPDX-License-Identifier: Apache-2.0
#include "support/postgres_under_test.h"

#include "base/text.h"
#include "net/unused_port.h"
#include "support/http_caller.h"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace fairlead::tests {
namespace {

constexpr const char* binaries = "/usr/lib/postgresql/15/bin/";
constexpr const char* who_may_come = R"(local all all trust
local replication all trust
hostssl all all 127.0.0.1/32 scram-sha-256
hostnossl all picky 127.0.0.1/32 reject
host all all 127.0.0.1/32 scram-sha-256
)";

/// A copy that the server may read and nobody else.
std::string copy_for_server(const std::string& path, const std::string& to) {
    std::filesystem::copy_file(path, to);
    ::chmod(to.c_str(), 0600);
    storage::PrivateProgram::hand_over(to);
    return to;
}

}  // namespace

PostgresUnderTest::PostgresUnderTest(const Options& options) : port_(net::unused_port()) {
    storage::PrivateProgram::hand_over(directory_.path());
    run({"initdb", "-D", directory_.file("data"), "-U", "owner", "-A", "trust", "-E", "UTF8",
         "--locale=C", "--no-sync"});
    std::ofstream{directory_.file("data/pg_hba.conf")} << who_may_come;
    std::vector<std::string> more;
    if (options.tls) {
        const auto certificate =
            copy_for_server(options.tls->certificate_path, directory_.file("server.pem"));
        const auto key = copy_for_server(options.tls->key_path, directory_.file("server.key"));
        more = {"-c", "ssl=on", "-c", "ssl_cert_file=" + certificate, "-c", "ssl_key_file=" + key};
    }
    start(more);
}

PostgresUnderTest::PostgresUnderTest(Following following) : port_(net::unused_port()) {
    storage::PrivateProgram::hand_over(directory_.path());
    const PostgresUnderTest& primary = following.primary;
    run({"pg_basebackup", "-h", primary.directory_.path(), "-p", std::to_string(primary.port_),
         "-U", "owner", "-D", directory_.file("data"), "-R", "--checkpoint=fast", "--no-sync"});
    start({});
}

void PostgresUnderTest::run(std::vector<std::string> words) const {
    words.front() = binaries + words.front();
    const std::string name = words.front();
    storage::PrivateProgram program{std::move(words), directory_.file("log")};
    if (program.wait() != 0) throw Failure{name + " failed"};
}

void PostgresUnderTest::start(const std::vector<std::string>& more) {
    std::vector<std::string> words{std::string{binaries} + "postgres",
                                   "-D",
                                   directory_.file("data"),
                                   "-k",
                                   directory_.path(),
                                   "-p",
                                   std::to_string(port_),
                                   "-c",
                                   "listen_addresses=127.0.0.1",
                                   "-c",
                                   "fsync=off"};
    words.insert(words.end(), more.begin(), more.end());
    server_ = std::make_unique<storage::PrivateProgram>(std::move(words), directory_.file("log"));
    const Secret address{"host=" + directory_.path() + " port=" + std::to_string(port_) +
                         " dbname=postgres user=owner"};
    for (int tries = 0; tries < 600; ++tries) {
        if (storage::PostgresSession::open(address)) return;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    throw Failure{"the PostgreSQL server never came up"};
}

storage::PostgresSession PostgresUnderTest::owner(const std::string& database) const {
    return must(storage::PostgresSession::open(Secret{"host=" + directory_.path() +
                                                      " port=" + std::to_string(port_) +
                                                      " dbname=" + database + " user=owner"}));
}

void PostgresUnderTest::must_run(const std::string& database, const std::string& script) const {
    must(owner(database).execute(script));
}

std::string PostgresUnderTest::url(const std::string& role, const std::string& database,
                                   const std::string& with_password) const {
    return "postgres://" + role + ":" + percent_encode(with_password) +
           "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

}  // namespace fairlead::tests
