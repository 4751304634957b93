// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/loop_thread.h"
#include "net/beast_http_client.h"
#include "net/raw_client.h"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>

namespace fairlead::net {

/// A client that may call loopback at `port`, and a loop for its calls.
class ClientFixture {
public:
    explicit ClientFixture(std::uint16_t port,
                           const TlsTrust& trust = {.system_roots = false, .extra_roots_pem = {}},
                           NameResolver::Ask ask = &NameResolver::ask_system) {
        EgressGuard guard{{{"127.0.0.1", port}, {"localhost", port}}};
        auto made =
            BeastHttpClient::create(std::move(guard), trust, log_, metrics_, std::move(ask));
        EXPECT_TRUE(made);
        client_ = *std::move(made);
    }

    Exchange send(ClientRequest request) {
        Exchange exchange;
        const auto ran = home_.run([&]() -> Task<Result<void>> {
            CO_TRY(exchange, co_await client_->send(std::move(request)));
            co_return ok();
        });
        EXPECT_TRUE(ran);
        return exchange;
    }

    Exchange stream(ClientRequest request, BodyFlow flow) {
        Exchange exchange;
        const auto ran = home_.run([&]() -> Task<Result<void>> {
            CO_TRY(exchange, co_await client_->stream(std::move(request), std::move(flow)));
            co_return ok();
        });
        EXPECT_TRUE(ran);
        return exchange;
    }

    HttpClient& client() { return *client_; }
    LoopThread& home() { return home_; }
    std::uint64_t handshakes(const char* kind) {
        return metrics_.counter("fairlead_http_client_tls_handshakes_total", "", {{"kind", kind}})
            .value();
    }

private:
    SystemClock clock_;
    Log log_{clock_, LogLevel::error, [](std::string_view) {}};
    Metrics metrics_;
    std::unique_ptr<BeastHttpClient> client_;
    LoopThread home_;
};

inline ClientRequest request_to(std::uint16_t port, const std::string& target = "/") {
    ClientRequest request;
    request.url = *Url::parse("http://127.0.0.1:" + std::to_string(port) + target);
    request.total_timeout = Milliseconds{10000};
    return request;
}

/// Answers the first connection's first request with `answer` and closes.
class OneAnswer {
public:
    explicit OneAnswer(std::string answer)
        : thread_([this, text = std::move(answer)] {
              RawClient client = listener_.accept();
              request_.set_value(client.read_until("\r\n\r\n"));
              client.send(text);
              client.close_writing();
              client.read_all();
          }) {}
    ~OneAnswer() { thread_.join(); }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;

    std::uint16_t port() const { return listener_.port(); }
    /// The head of what came. Once.
    std::string request() { return request_.get_future().get(); }

private:
    RawListener listener_;
    std::promise<std::string> request_;
    std::thread thread_;
};

}  // namespace fairlead::net
