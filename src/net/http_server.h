// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.h"
#include "base/metrics.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "base/time.h"
#include "net/http_message.h"
#include "net/loops.h"
#include "net/tls.h"

#include <functional>
#include <memory>
#include <string>

namespace fairlead::net {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one, see HttpServer::port()
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_body_bytes = 1024 * 1024;
    Milliseconds header_timeout{10000};  ///< first byte to end of head; slowloris ends here
    Milliseconds body_timeout{30000};
    Milliseconds idle_timeout{60000};   ///< keep-alive between requests
    Milliseconds write_timeout{30000};  ///< a client that does not read its answer
    std::size_t max_connections = 20000;
    std::shared_ptr<ServerTls> tls;   ///< none: plain http. Shared by the loops' connections.
    Milliseconds drain_accept{5000};  ///< DESIGN K2: goes on accepting so long once draining
};

/// Answers one request. Runs on the connection's loop; must not block. An Error or exception is
/// answered with 500 and logged.
using Handler = std::function<Task<Result<Response>>(Request request)>;

/// HTTP/1.1 over Beast's parser: one acceptor per loop with SO_REUSEPORT, keep-alive, pipelining
/// in order, limits on head, body and time. What is malformed or too large gets a 4xx and the
/// connection is closed. Response heads are written by us (Date cached, one write for head and
/// body). start() and stop() from a thread that is not a loop's.
class HttpServer {
public:
    HttpServer(Loops& loops, ServerOptions options, Handler handler, Log& log, Metrics& metrics);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Bound and listening when answered.
    Result<void> start();
    std::uint16_t port() const;

    /// Drains: accepts for `drain_accept` more and then until EAGAIN, closes the listeners, lets
    /// requests in flight finish (answers carry Connection: close) for at most `grace`, then cuts.
    void stop(Milliseconds grace);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace fairlead::net
