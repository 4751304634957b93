// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/administration.h"
#include "app/settings.h"
#include "base/disk.h"
#include "base/random.h"
#include "net/http_server.h"

#include <functional>
#include <memory>
#include <string>

namespace fairlead::app {

/// Where a running server is administered, as it writes it into its data directory (mode 0600):
/// who can read that file can read the database beside it too.
struct AdminAddress {
    std::uint16_t port = 0;
    Secret token;

    static std::string path_in(const std::string& data_directory);
    /// `not_found` when no server wrote one.
    static Result<AdminAddress> read(Disk& disk, const std::string& data_directory);
};

/// The private listener (DESIGN K2): `GET /metrics` and `GET /health/live` for everybody who
/// reaches it, `POST /administration/{command}` for who holds the token. Body and answer of a
/// command are JSON: `{"arguments":{…}}` and `{"text":"…"}`.
class AdminListener {
public:
    struct Services {
        net::Loops& loops;
        Administration& administration;
        Metrics& metrics;
        /// Brings gauges up to date before metrics are written.
        std::function<Task<Result<void>>()> before_metrics;
        Disk& disk;
        Random& random;
        Log& log;
    };

    AdminListener(Listen listen, std::string data_directory, Services services);
    /// stop() first.
    ~AdminListener();

    Result<void> start();
    void stop();
    std::uint16_t port() const;

private:
    Task<Result<net::Response>> answer(net::Request request);
    Task<Result<net::Response>> answer_metrics();
    Task<Result<net::Response>> answer_command(std::string name, std::string body);
    bool is_authorized(const net::Request& request) const;
    Result<void> publish();

    Listen listen_;
    std::string data_directory_;
    Services services_;
    Secret token_;
    std::unique_ptr<net::HttpServer> server_;
};

}  // namespace fairlead::app
