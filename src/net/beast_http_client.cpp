// SPDX-License-Identifier: Apache-2.0
#include "net/beast_http_client.h"

#include "net/client_exchange.h"
#include "net/tls_context.h"

#include <boost/asio/this_coro.hpp>

#include <atomic>

namespace fairlead::net {
namespace {

constexpr std::size_t resolver_threads = 4;

/// Pools outlive their clients: an address may come again, this never does.
std::string new_pool_prefix() {
    static std::atomic<std::uint64_t> clients{0};
    return std::to_string(clients.fetch_add(1)) + " ";
}

Counter& exchanges(Metrics& metrics, const char* outcome) {
    return metrics.counter("fairlead_http_client_exchanges_total",
                           "Calls to other servers, by how far they came.", {{"outcome", outcome}});
}

Counter& handshakes(Metrics& metrics, const char* kind) {
    return metrics.counter("fairlead_http_client_tls_handshakes_total",
                           "TLS handshakes with other servers, whole ones and resumed sessions.",
                           {{"kind", kind}});
}

}  // namespace

struct BeastHttpClient::State {
    State(EgressGuard guard, std::shared_ptr<boost::asio::ssl::context> tls, Log& log,
          Metrics& metrics, NameResolver::Ask ask)
        : names(resolver_threads, std::move(ask)),
          services{std::move(guard),
                   std::move(tls),
                   names,
                   log,
                   new_pool_prefix(),
                   handshakes(metrics, "full"),
                   handshakes(metrics, "resumed")},
          answered(exchanges(metrics, "answered")),
          never_sent(exchanges(metrics, "never_sent")),
          unanswered(exchanges(metrics, "unanswered")) {}

    NameResolver names;
    ClientServices services;
    Counter& answered;
    Counter& never_sent;
    Counter& unanswered;
};

BeastHttpClient::BeastHttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
BeastHttpClient::~BeastHttpClient() = default;

Result<std::unique_ptr<BeastHttpClient>> BeastHttpClient::create(EgressGuard guard,
                                                                 const TlsTrust& trust, Log& log,
                                                                 Metrics& metrics,
                                                                 NameResolver::Ask ask) {
    TRY(auto tls, client_context(trust));
    auto state =
        std::make_unique<State>(std::move(guard), std::move(tls), log, metrics, std::move(ask));
    return std::unique_ptr<BeastHttpClient>{new BeastHttpClient{std::move(state)}};
}

Task<Result<Exchange>> BeastHttpClient::send(ClientRequest request) {
    BodyFlow whole;
    co_return co_await stream(std::move(request), std::move(whole));
}

Task<Result<Exchange>> BeastHttpClient::stream(ClientRequest request, BodyFlow flow) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    ClientExchange exchange{state_->services, std::move(request), std::move(flow), executor};
    Exchange outcome;
    try {
        auto answer = co_await exchange.run();
        if (answer) {
            outcome.response = *std::move(answer);
        } else {
            outcome.failure.error = std::move(answer).error();
        }
    } catch (const std::exception& problem) {
        outcome.failure.error = Error{Errc::internal, "The call to the other side failed.",
                                      std::string{"exception: "} + problem.what()};
    }
    outcome.failure.progress = exchange.progress();
    outcome.failure.is_about_certificate = !outcome.answered() && exchange.is_unread();
    if (outcome.answered()) {
        state_->answered.add();
    } else if (exchange.progress() == Progress::never_sent) {
        state_->never_sent.add();
    } else {
        state_->unanswered.add();
    }
    co_return outcome;
}

}  // namespace fairlead::net
