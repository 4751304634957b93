// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "base/clock.h"
#include "net/http_server.h"

#include <gtest/gtest.h>

#include <string>

namespace fairlead::net {

/// Answers what it was asked: method, target, header count, body.
inline Task<Result<Response>> echo(Request request) {
    Response response;
    response.headers.add("Content-Type", "text/plain");
    response.body =
        std::string{to_text(request.method)} + " " + request.target + " " + request.body;
    co_return response;
}

/// A server on a free loopback port, with short limits and no drain unless told otherwise.
class ServerFixture {
public:
    explicit ServerFixture(Handler handler = echo, ServerOptions options = quick(),
                           std::size_t loops = 2)
        : loops_(loops), server_(loops_, std::move(options), std::move(handler), log_, metrics_) {
        loops_.start();
        const auto started = server_.start();
        EXPECT_TRUE(started) << started.error().message;
    }

    static ServerOptions quick() {
        ServerOptions options;
        options.drain_accept = Milliseconds{0};
        return options;
    }

    std::uint16_t port() const { return server_.port(); }
    HttpServer& server() { return server_; }
    Loops& loops() { return loops_; }
    Metrics& metrics() { return metrics_; }
    Log& log() { return log_; }

private:
    SystemClock clock_;
    Log log_{clock_, LogLevel::error, [](std::string_view) {}};
    Metrics metrics_;
    Loops loops_;
    HttpServer server_;
};

}  // namespace fairlead::net
