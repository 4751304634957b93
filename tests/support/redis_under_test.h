// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/certificates.h"
#include "support/child_process.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::tests {

/// Debian's redis-server, private to a test: on a free port of loopback, in a directory of its own,
/// with a password, keeping nothing on disk. Throws Failure where it cannot run: never skipped.
class RedisUnderTest {
public:
    struct Options {
        std::optional<LoopbackCertificate> tls = {};  ///< then it speaks nothing else
        std::vector<std::string> more = {};           ///< of its command line
    };
    RedisUnderTest() : RedisUnderTest(Options{}) {}
    explicit RedisUnderTest(Options options);

    void start();
    /// Kills it by default; SIGTERM lets it say good-bye.
    void stop(int signal = 9);
    void restart();
    /// SIGSTOP and SIGCONT: there, and silent.
    void pause();
    void resume();

    std::uint16_t port() const { return port_; }
    static std::string password() { return "a test's p@ss/word"; }
    /// redis[s]://:password@localhost:port
    std::string url() const;
    /// What redis-cli prints for a command.
    std::string cli(const std::vector<std::string>& command) const;

private:
    std::vector<std::string> command_line() const;
    bool answers() const;

    Options options_;
    TemporaryDirectory directory_;
    std::uint16_t port_ = 0;
    std::unique_ptr<ChildProcess> process_;
};

/// A primary, its replica and a sentinel that watches both.
class SentinelUnderTest {
public:
    SentinelUnderTest();

    /// redis+sentinel://:password@…/main
    std::string url() const;
    RedisUnderTest& primary() { return primary_; }
    RedisUnderTest& replica() { return *replica_; }
    /// Makes the sentinel promote the other one, and waits until it did.
    void fail_over();

private:
    std::string primary_port() const;
    std::string sentinel_cli(const std::vector<std::string>& command) const;

    RedisUnderTest primary_;
    std::unique_ptr<RedisUnderTest> replica_;
    TemporaryDirectory directory_;
    std::uint16_t port_ = 0;
    std::unique_ptr<ChildProcess> process_;
};

}  // namespace fairlead::tests
