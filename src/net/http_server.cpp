// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include "net/server_shard.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <future>
#include <thread>

namespace fairlead::net {
namespace {

using boost::asio::ip::tcp;
using Code = boost::system::error_code;

Error cannot_listen(const ServerOptions& options, const Code& failed) {
    std::string message = "Cannot listen on " + options.address + " port " +
                          std::to_string(options.port) + ": " + failed.message() + ".";
    if (failed == boost::asio::error::address_in_use) {
        message +=
            " Another program, perhaps another Fairlead, listens there: stop it, or choose another "
            "port.";
    }
    return Error{Errc::unavailable, std::move(message)};
}

/// With SO_REUSEPORT another process of the same user joins a port in silence and is given half of
/// its connections. So a port that was asked for is bound without it first, which fails while
/// somebody listens there.
Code check_unused(Acceptor& acceptor, const tcp::endpoint& endpoint) {
    Code failed;
    acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(Acceptor::reuse_address{true}, failed);
    if (!failed) acceptor.bind(endpoint, failed);
    Code ignored;
    acceptor.close(ignored);
    return failed;
}

Code listen_on(Acceptor& acceptor, const tcp::endpoint& endpoint) {
    Code failed;
    acceptor.open(endpoint.protocol(), failed);
    if (failed) return failed;
    acceptor.set_option(Acceptor::reuse_address{true}, failed);
    if (failed) return failed;
    // One listener per loop: the kernel spreads the connections.
    const int on = 1;
    if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        return {errno, boost::system::system_category()};
    }
    acceptor.bind(endpoint, failed);
    if (failed) return failed;
    acceptor.listen(boost::asio::socket_base::max_listen_connections, failed);
    return failed;
}

}  // namespace

struct HttpServer::State {
    State(Loops& its_loops, ServerOptions its_options, Handler its_handler, Log& its_log,
          Metrics& its_metrics)
        : loops(its_loops),
          options(std::move(its_options)),
          handler(std::move(its_handler)),
          log(its_log),
          metrics(its_metrics),
          scope([this](std::string_view name, const Error& error) {
              log.failure("A server task ended.", error, {{"task", name}});
          }) {
        for (std::size_t i = 0; i < loops.size(); ++i) {
            shards.push_back(std::make_unique<ServerShard>(
                loops.at(i), ServerShard::Services{options, handler, log, metrics, count, scope}));
        }
    }

    Result<void> listen();
    void run();
    /// Does `step` to each shard on its loop; blocks until all did it.
    void on_each(const std::function<void(ServerShard&)>& step);

    Loops& loops;
    const ServerOptions options;
    const Handler handler;
    Log& log;
    ServerMetrics metrics;
    ConnectionCount count;
    TaskScope scope;
    std::vector<std::unique_ptr<ServerShard>> shards;
    std::uint16_t port = 0;
    bool running = false;
};

Result<void> HttpServer::State::listen() {
    Code failed;
    const auto address = boost::asio::ip::make_address(options.address, failed);
    if (failed) return cannot_listen(options, failed);
    tcp::endpoint endpoint{address, options.port};
    if (options.port != 0) failed = check_unused(shards.front()->acceptor(), endpoint);
    if (failed) return cannot_listen(options, failed);
    for (auto& shard : shards) {
        failed = listen_on(shard->acceptor(), endpoint);
        if (failed) break;
        // The first one picks the port when it is 0, the others join it.
        endpoint = shard->acceptor().local_endpoint(failed);
        if (failed) break;
    }
    if (failed) {
        Code ignored;
        for (auto& shard : shards) shard->acceptor().close(ignored);
        return cannot_listen(options, failed);
    }
    port = endpoint.port();
    return ok();
}

void HttpServer::State::run() {
    running = true;
    for (auto& shard : shards) {
        ServerShard& mine = *shard;
        scope.spawn(mine.loop(), "http accept", [&mine] { return mine.accept(); });
        scope.spawn(mine.loop(), "http tick", [&mine] { return mine.tick(); });
    }
}

void HttpServer::State::on_each(const std::function<void(ServerShard&)>& step) {
    std::vector<std::future<void>> done;
    for (auto& shard : shards) {
        auto task = std::make_shared<std::packaged_task<void()>>([&step, &shard] { step(*shard); });
        done.push_back(task->get_future());
        boost::asio::post(shard->loop(), [task] { (*task)(); });
    }
    for (auto& one : done) one.get();
}

HttpServer::HttpServer(Loops& loops, ServerOptions options, Handler handler, Log& log,
                       Metrics& metrics)
    : state_(std::make_unique<State>(loops, std::move(options), std::move(handler), log, metrics)) {
}

HttpServer::~HttpServer() {
    if (!state_->running) return;
    state_->on_each([](ServerShard& shard) { shard.cut(); });
    state_->scope.cancel();
    state_->scope.join();
}

Result<void> HttpServer::start() {
    CHECK_OK(state_->listen());
    state_->run();
    return ok();
}

std::uint16_t HttpServer::port() const { return state_->port; }

void HttpServer::stop(Milliseconds grace) {
    State& state = *state_;
    if (!state.running) return;
    state.on_each([](ServerShard& shard) { shard.begin_drain(); });
    std::this_thread::sleep_for(state.options.drain_accept);
    state.on_each([](ServerShard& shard) { shard.close_listener(); });
    if (!state.count.wait_for_none(grace)) {
        state.log.warning("Cut connections whose requests did not end in time.");
    }
    state.on_each([](ServerShard& shard) { shard.cut(); });
    state.scope.cancel();
    state.scope.join();
    state.running = false;
}

}  // namespace fairlead::net
