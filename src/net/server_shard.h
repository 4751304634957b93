// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_server.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace fairlead::net {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

/// A connection as the sweep sees it. Lives on its loop's thread, like its shard.
class SweptConnection {
public:
    using Moment = std::chrono::steady_clock::time_point;

    virtual ~SweptConnection() = default;
    /// Ends whatever it waits for: the deadline passed, or the server wants to close.
    virtual void expire() = 0;
    /// Closes the socket, whatever is under way.
    virtual void cut() = 0;

    Moment deadline = Moment::max();
    bool idle = true;       ///< between requests: may be closed without an answer
    bool fresh = true;      ///< has not sent a request yet
    std::size_t index = 0;  ///< in its shard's list
};

/// How many connections are open, and a way to wait until none is. Thread-safe.
class ConnectionCount {
public:
    /// False when `most` are open already.
    bool enter(std::size_t most);
    void leave();
    /// Waits until none is open, at most `limit`.
    bool wait_for_none(Milliseconds limit);

private:
    std::atomic<std::size_t> open_{0};
    std::atomic<bool> awaited_{false};
    std::mutex mutex_;
    std::condition_variable none_;
};

struct ServerMetrics {
    explicit ServerMetrics(Metrics& metrics);
    Gauge& open;
    Counter& accepted;
    Counter& turned_away;
    Counter& refused;
    Counter& timed_out;
};

/// What the server's connections on one loop share: a coarse clock and one timer that sweeps all
/// deadlines, in place of a timer per operation. Touched on its loop's thread alone, but for the
/// references, which are thread-safe or immutable.
class ServerShard {
public:
    struct Services {
        const ServerOptions& options;
        const Handler& handler;
        Log& log;
        ServerMetrics& metrics;
        ConnectionCount& count;
        TaskScope& scope;
    };

    ServerShard(Loop& loop, const Services& services);

    /// Moves the clock and sweeps, until told to end.
    Task<Result<void>> tick();
    Task<Result<void>> accept();

    void begin_drain() { draining_ = true; }
    /// Takes what waits in the listener's queue, closes it, and ends idle connections.
    void close_listener();
    /// Ends every connection and the tick.
    void cut();

    void enter(SweptConnection& connection);
    void leave(SweptConnection& connection);

    SweptConnection::Moment now() const { return now_; }
    /// Never early: the coarse clock is up to one tick behind.
    SweptConnection::Moment after(Milliseconds time) const { return now_ + time + period_; }
    const std::string& date_line() const { return date_line_; }
    bool draining() const { return draining_; }
    /// The listener is closed: who becomes idle ends.
    bool closing() const { return closing_; }
    const Services& services() const { return services_; }
    Loop& loop() const { return loop_; }
    Acceptor& acceptor() { return acceptor_; }

private:
    void read_clocks();
    void sweep();
    void admit(Socket socket, const boost::asio::ip::tcp::endpoint& peer);

    Loop& loop_;
    Services services_;
    Acceptor acceptor_;
    Milliseconds period_;
    SweptConnection::Moment now_;
    std::int64_t second_ = 0;
    std::string date_line_;
    std::vector<SweptConnection*> connections_;
    bool draining_ = false;
    bool closing_ = false;
    bool over_ = false;
};

/// Serves one connection until it ends. The two are compiled apart.
Task<Result<void>> serve_plain(ServerShard& shard, Socket socket, std::string peer);
Task<Result<void>> serve_tls(ServerShard& shard, Socket socket, std::string peer);

}  // namespace fairlead::net
