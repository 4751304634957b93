// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/secret.h"
#include "support/http_caller.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fairlead::app {
class App;
struct Outside;
}  // namespace fairlead::app

namespace fairlead::tests {

class RedisUnderTest;

/// The lines an app logged. Thread-safe.
using LogLines = Mutex<std::vector<std::string>>;

/// The real App in this process, on a free port and a database in files.
class AppUnderTest {
public:
    using Variables = std::map<std::string, std::string>;

    /// Settled as an operator would: `variables` are the environment. What every test needs is
    /// filled in where it is not said: ports, a key file, generous limits; a Redis of its own where
    /// the run is one of FAIRLEAD_TESTS_CACHE=redis.
    AppUnderTest(std::string directory, Variables variables);
    /// The same with a world of the test's own.
    AppUnderTest(std::string directory, Variables variables, app::Outside outside);
    ~AppUnderTest();
    AppUnderTest(const AppUnderTest&) = delete;
    AppUnderTest& operator=(const AppUnderTest&) = delete;

    /// Throws Failure with what the app says when it does not start.
    void start();
    /// What it says when it does not start; "" when it did.
    std::string try_start();
    void stop();
    /// Stops and starts on the same files, port and settings.
    void restart();
    void set(const std::string& variable, std::string value);
    /// The next start is in a world of the test's own; its log is still the harness's.
    void enter(app::Outside outside);

    /// http://localhost:port
    const std::string& url() const { return url_; }
    std::string admin_url() const;
    std::uint16_t port() const { return port_; }
    const std::string& directory() const { return directory_; }
    std::string data_directory() const { return directory_ + "/data"; }
    /// Every file below it, one after the other: what is stored in the clear is among these bytes.
    std::string stored_bytes() const;
    std::string key_file() const { return directory_ + "/master.keys"; }

    /// libpq's words for its database, where the tests run on PostgreSQL.
    Secret database_address() const;

    /// Runs an administrative command, as `fairlead` does.
    std::string administer(const std::string& command,
                           const std::map<std::string, std::string>& arguments = {});
    /// The code that the set-up page wants; "" where somebody can sign in.
    std::string setup_code();
    /// A new API key's text.
    std::string create_key(const std::string& scopes);

    std::vector<std::string> log_lines() const { return *log_->lock(); }
    bool logged(std::string_view text) const;

private:
    std::string directory_;
    Variables variables_;
    std::uint16_t port_ = 0;
    std::string url_;
    std::unique_ptr<RedisUnderTest> redis_;
    std::shared_ptr<LogLines> log_;  // shared with the sinks of the apps started so far
    std::unique_ptr<app::Outside> next_outside_;
    std::unique_ptr<app::App> app_;
};

/// Whether the tests run with the cache on Redis.
bool cache_outlives_the_app();

/// A port of loopback that was free a moment ago.
std::uint16_t free_port();

}  // namespace fairlead::tests
