// SPDX-License-Identifier: Apache-2.0
#include "net/server_shard.h"

#include "base/async.h"
#include "base/clock.h"
#include "net/response_head.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace fairlead::net {
namespace {

using boost::asio::ip::tcp;
using Code = boost::system::error_code;

constexpr Milliseconds slowest_tick{250};
constexpr Milliseconds fastest_tick{5};
/// How long a connection that never sent a request may still do so once the listener is closed.
constexpr Milliseconds last_chance{1000};
constexpr Milliseconds pause_without_descriptors{100};

Milliseconds tick_period(const ServerOptions& options) {
    const auto shortest = std::min({options.header_timeout, options.body_timeout,
                                    options.idle_timeout, options.write_timeout});
    return std::clamp(shortest / 8, fastest_tick, slowest_tick);
}

}  // namespace

bool ConnectionCount::enter(std::size_t most) {
    if (open_.fetch_add(1) < most) return true;
    leave();
    return false;
}

void ConnectionCount::leave() {
    if (open_.fetch_sub(1) != 1 || !awaited_.load()) return;
    const std::lock_guard lock{mutex_};
    none_.notify_all();
}

bool ConnectionCount::wait_for_none(Milliseconds limit) {
    awaited_.store(true);
    std::unique_lock lock{mutex_};
    return none_.wait_for(lock, limit, [this] { return open_.load() == 0; });
}

ServerMetrics::ServerMetrics(Metrics& metrics)
    : open(metrics.gauge("fairlead_http_connections", "Connections open now.")),
      accepted(metrics.counter("fairlead_http_connections_total", "Connections accepted.")),
      turned_away(metrics.counter("fairlead_http_connections_turned_away_total",
                                  "Connections closed at once: too many were open.")),
      refused(metrics.counter("fairlead_http_refused_total",
                              "Requests the server refused as malformed or too large.")),
      timed_out(metrics.counter("fairlead_http_timeouts_total",
                                "Requests that came, or answers that left, too slowly.")) {}

ServerShard::ServerShard(Loop& loop, const Services& services)
    : loop_(loop), services_(services), acceptor_(loop), period_(tick_period(services.options)) {
    read_clocks();
}

void ServerShard::read_clocks() {
    now_ = std::chrono::steady_clock::now();
    const std::int64_t second = to_unix_ms(SystemClock{}.now()) / 1000;
    if (second == second_) return;
    second_ = second;
    date_line_ = write_date_line(second);
}

Task<Result<void>> ServerShard::tick() {
    while (!over_) {
        CO_CHECK(co_await sleep_for(period_));
        read_clocks();
        sweep();
    }
    co_return ok();
}

void ServerShard::sweep() {
    for (SweptConnection* connection : connections_) {
        if (connection->deadline >= now_) continue;
        connection->deadline = SweptConnection::Moment::max();
        connection->expire();
    }
}

Task<Result<void>> ServerShard::accept() {
    while (!closing_) {
        Socket socket{loop_};
        tcp::endpoint peer;
        Code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable_t<Executor>{}, failed);
        co_await acceptor_.async_accept(socket, peer, token);
        if (!failed) {
            admit(std::move(socket), peer);
        } else if (!closing_ && failed != boost::asio::error::connection_aborted) {
            if (failed == boost::asio::error::operation_aborted) break;
            services_.log.warning("Accepting a connection failed.", {{"reason", failed.message()}});
            CO_CHECK(co_await sleep_for(pause_without_descriptors));
        }
    }
    co_return ok();
}

void ServerShard::admit(Socket socket, const tcp::endpoint& peer) {
    if (!services_.count.enter(services_.options.max_connections)) {
        services_.metrics.turned_away.add();
        return;
    }
    services_.metrics.accepted.add();
    Code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    // Shared because a std::function must be copyable; the coroutine is the one owner.
    auto shared = std::make_shared<Socket>(std::move(socket));
    std::function<Task<Result<void>>()> work = [this, shared, name = peer.address().to_string()] {
        const bool secure = services_.options.tls != nullptr;
        return secure ? serve_tls(*this, std::move(*shared), name)
                      : serve_plain(*this, std::move(*shared), name);
    };
    if (!services_.scope.spawn(loop_, "http connection", std::move(work))) services_.count.leave();
}

void ServerShard::close_listener() {
    closing_ = true;
    Code ignored;
    acceptor_.cancel(ignored);
    acceptor_.non_blocking(true, ignored);
    while (true) {
        Socket socket{loop_};
        tcp::endpoint peer;
        Code failed;
        acceptor_.accept(socket, peer, failed);
        if (failed == boost::asio::error::connection_aborted) continue;
        if (failed) break;
        admit(std::move(socket), peer);
    }
    acceptor_.close(ignored);
    for (SweptConnection* connection : connections_) {
        if (!connection->idle) continue;
        if (connection->fresh) {
            connection->deadline = std::min(connection->deadline, after(last_chance));
        } else {
            connection->expire();
        }
    }
}

void ServerShard::cut() {
    over_ = true;
    closing_ = true;
    Code ignored;
    acceptor_.close(ignored);
    for (SweptConnection* connection : connections_) connection->cut();
}

void ServerShard::enter(SweptConnection& connection) {
    connection.index = connections_.size();
    connections_.push_back(&connection);
    services_.metrics.open.add(1);
}

void ServerShard::leave(SweptConnection& connection) {
    connections_.back()->index = connection.index;
    connections_[connection.index] = connections_.back();
    connections_.pop_back();
    services_.metrics.open.add(-1);
    services_.count.leave();
}

}  // namespace fairlead::net
