// SPDX-License-Identifier: Apache-2.0
#include "support/http_caller.h"

#include "base/clock.h"
#include "net/beast_http_client.h"

namespace fairlead::tests {

struct HttpCaller::Outside {
    SystemClock clock;
    Log log{clock, LogLevel::error, [](std::string_view) {}};
    Metrics metrics;
};

std::string Answer::header(std::string_view name) const {
    return std::string{headers.find(name).value_or("")};
}

json::value Answer::json() const {
    auto document = parse_json(body, {.bytes = 64 << 20});
    if (!document) {
        throw Failure{"no JSON, status " + std::to_string(status) + ": " + body + failure};
    }
    return *std::move(document);
}

std::string Answer::text(std::string_view pointer) const {
    const json::value document = json();
    return scalar_text(find_pointer(document, pointer)).value_or("");
}

bool Answer::has(std::string_view pointer) const {
    const json::value document = json();
    return find_pointer(document, pointer) != nullptr;
}

HttpCaller::HttpCaller() : outside_(std::make_unique<Outside>()) {}

HttpCaller::~HttpCaller() = default;

net::BeastHttpClient& HttpCaller::client_for(const std::string& host, std::uint16_t port) {
    const auto clients = clients_.lock();
    auto& client = (*clients)[host + ":" + std::to_string(port)];
    if (!client) {
        net::EgressGuard guard{{{host, port}}};
        const net::TlsTrust trust{.system_roots = false, .extra_roots_pem = authorities_};
        client = must(net::BeastHttpClient::create(std::move(guard), trust, outside_->log,
                                                   outside_->metrics));
    }
    return *client;
}

Answer HttpCaller::send(net::Method method, const std::string& url, net::Headers headers,
                        std::string body) {
    net::ClientRequest request;
    request.method = method;
    request.url = must(net::Url::parse(url));
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.total_timeout = Milliseconds{30000};
    request.max_body = 64 << 20;
    request.repeatable = method == net::Method::get;
    net::BeastHttpClient& client = client_for(request.url.host, request.url.port);
    net::Exchange exchange;
    must(home_.run([&]() -> Task<Result<void>> {
        CO_TRY(exchange, co_await client.send(std::move(request)));
        co_return ok();
    }));
    Answer answer;
    if (!exchange.answered()) {
        answer.failure = exchange.failure.error.message + " " + exchange.failure.error.detail;
        return answer;
    }
    answer.status = exchange.response->status;
    answer.headers = std::move(exchange.response->headers);
    answer.body = std::move(exchange.response->body);
    if (witness_) witness_(url, answer);
    return answer;
}

}  // namespace fairlead::tests
