// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "storage/postgres/postgres_session.h"
#include "storage/postgres/private_program.h"
#include "support/certificates.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace fairlead::tests {

/// A PostgreSQL server as an operator would have it: on a port of loopback, asking for passwords.
/// `owner`, its superuser, needs none on its socket. Throws Failure where it cannot run.
class PostgresUnderTest {
public:
    struct Options {
        std::optional<LoopbackCertificate> tls = {};
    };
    PostgresUnderTest() : PostgresUnderTest(Options{}) {}
    explicit PostgresUnderTest(const Options& options);
    /// A copy of a running one that follows it, and takes reads alone.
    struct Following {
        const PostgresUnderTest& primary;
    };
    explicit PostgresUnderTest(Following following);

    /// A role of this name is let in with TLS alone.
    static constexpr const char* picky_role = "picky";

    std::uint16_t port() const { return port_; }
    /// Over its socket, as the owner.
    storage::PostgresSession owner(const std::string& database) const;
    /// Runs a script as the owner, which must succeed.
    void must_run(const std::string& database, const std::string& script) const;

    /// What every role's password is.
    static std::string password() { return "a test's p@ss/word"; }
    /// postgres://role:password@127.0.0.1:port/database
    std::string url(const std::string& role, const std::string& database = "fairlead",
                    const std::string& with_password = password()) const;

private:
    void start(const std::vector<std::string>& more);
    void run(std::vector<std::string> words) const;

    TemporaryDirectory directory_;
    std::uint16_t port_ = 0;
    std::unique_ptr<storage::PrivateProgram> server_;
};

}  // namespace fairlead::tests
