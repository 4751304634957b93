// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/private_postgres.h"

#include <fstream>

namespace fairlead::storage {

/// For tests: a pgbouncer in transaction mode, from Debian's package, before the private server. On
/// a socket in a temporary directory, for every database and role of that server.
class PrivatePgbouncer {
public:
    /// `servers`: how many connections it keeps for each role and database.
    explicit PrivatePgbouncer(int servers) {
        PrivateProgram::hand_over(directory_.path());
        const std::string folder = directory_.path();
        write("users", R"("app" ""
"service" ""
"owner" ""
)");
        write("ini", "[databases]\n* = host=" + PrivatePostgres::instance().socket_directory() +
                         "\n[pgbouncer]\nlisten_port = 6432\nunix_socket_dir = " + folder +
                         "\nauth_type = trust\nauth_file = " + folder +
                         "/users\npool_mode = transaction\nmax_client_conn = 500\n"
                         // Databases that tests are done with keep none.
                         "server_idle_timeout = 3\n"
                         "default_pool_size = " +
                         std::to_string(servers) + "\nlogfile = " + folder + "/log\n");
        program_.emplace(
            std::vector<std::string>{"/usr/sbin/pgbouncer", "-q", directory_.file("ini")},
            directory_.file("output"));
        wait_until_up();
    }

    /// As the private server's, through this.
    Secret address(const std::string& database, const std::string& role) const {
        return Secret{"host=" + directory_.path() + " port=6432 dbname=" + database +
                      " user=" + role};
    }

private:
    void write(const char* name, const std::string& text) {
        const std::string path = directory_.file(name);
        std::ofstream{path} << text;
        PrivateProgram::hand_over(path);
    }
    void wait_until_up() const {
        for (int tries = 0; tries < 600; ++tries) {
            if (PostgresSession::open(address("postgres", "owner"))) return;
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
        FAIRLEAD_ASSERT(false);
    }

    TemporaryDirectory directory_;
    std::optional<PrivateProgram> program_;
};

}  // namespace fairlead::storage
