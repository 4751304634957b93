// SPDX-License-Identifier: Apache-2.0
#include "cli/administer.h"

#include "app/admin_listener.h"
#include "app/administration.h"
#include "app/app.h"
#include "base/json.h"
#include "net/beast_http_client.h"
#include "net/loops.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::cli {
namespace {

using Options = std::map<std::string, std::string>;

constexpr std::size_t largest_answer = 64 << 20;

/// What asking a running server came to.
struct Asked {
    bool was_running = false;
    Result<std::string> answer = Error{Errc::unavailable, "No server was asked."};
};

net::ClientRequest request_of(const app::AdminAddress& server, const char* command,
                              const Options& options) {
    json::object given;
    for (const auto& [name, value] : options) given[name] = value;
    json::object body;
    body["arguments"] = std::move(given);
    net::ClientRequest request;
    request.method = net::Method::post;
    request.url.scheme = "http";
    request.url.host = "127.0.0.1";
    request.url.port = server.port;
    request.url.path = std::string{"/administration/"} + command;
    request.headers.add("Authorization", std::string{"Bearer "}.append(server.token.expose()));
    request.headers.add("Content-Type", "application/json");
    request.body = json::serialize(body);
    request.max_body = largest_answer;
    request.total_timeout = Milliseconds{3'600'000};  // wrapping a million keys takes a while
    return request;
}

Result<std::string> text_of(const net::ClientResponse& response) {
    TRY(const json::value document, parse_json(response.body, {.bytes = largest_answer}));
    const bool good = response.status == 200;
    const auto text = scalar_text(find_pointer(document, good ? "/text" : "/detail"));
    if (good) return text.value_or("");
    return Error{Errc::invalid, text.value_or("The server refused.")};
}

}  // namespace

/// A server that runs, and a client for it.
struct Administrator::Server {
    explicit Server(app::AdminAddress its_address) : address(std::move(its_address)) {
        loops.start();
        auto made = net::BeastHttpClient::create(net::EgressGuard{{{"127.0.0.1", address.port}}},
                                                 net::TlsTrust{}, log, metrics);
        if (made) client = *std::move(made);
    }
    Asked ask(const char* command, const Options& options);

    const app::AdminAddress address;
    const SystemClock clock;
    Log log{clock, LogLevel::error, [](std::string_view) {}};
    Metrics metrics;
    net::Loops loops{1};
    std::unique_ptr<net::BeastHttpClient> client;
};

Asked Administrator::Server::ask(const char* command, const Options& options) {
    Asked asked;
    if (!client) return asked;
    const std::function<Task<Result<void>>()> call = [&]() -> Task<Result<void>> {
        auto request = request_of(address, command, options);
        CO_TRY(const auto exchange, co_await client->send(std::move(request)));
        asked.was_running = exchange.answered() || exchange.failure.progress == net::Progress::sent;
        asked.answer = exchange.answered() ? text_of(*exchange.response) : exchange.failure.error;
        co_return ok();
    };
    if (const auto called = run_blocking(loops.at(0), call); !called) {
        asked.answer = called.error();
    }
    return asked;
}

/// An application of this process that does not serve.
struct Administrator::Here {
    explicit Here(std::unique_ptr<app::App> its_application)
        : application(std::move(its_application)) {
        loops.start();
    }
    ~Here() { application->stop(); }
    Here(const Here&) = delete;
    Here& operator=(const Here&) = delete;

    std::unique_ptr<app::App> application;
    net::Loops loops{1};  // behind it: what runs on them ends before the application does
};

Administrator::Administrator() = default;
Administrator::~Administrator() = default;

Result<std::unique_ptr<Administrator>> Administrator::open(const Arguments& arguments) {
    std::unique_ptr<Administrator> made{new Administrator};
    TRY(made->settings_, settings_of(arguments));
    SystemDisk disk;
    if (auto server = app::AdminAddress::read(disk, made->settings_.data_directory)) {
        made->server_ = std::make_unique<Server>(*std::move(server));
    }
    return made;
}

Result<std::string> Administrator::ask(const char* command, const Options& options) {
    if (server_) {
        Asked asked = server_->ask(command, options);
        if (asked.was_running) return std::move(asked.answer);
        server_.reset();
    }
    return ask_here(command, options);
}

Result<std::string> Administrator::ask_here(const char* command, const Options& options) {
    if (!here_) {
        const LogLevel level = std::max(settings_.log_level, LogLevel::warning);
        TRY(auto application, app::App::create(std::move(settings_), app::Outside::real(level)));
        CHECK_OK(application->start_offline());
        here_ = std::make_unique<Here>(std::move(application));
    }
    Result<std::string> answer = std::string{};
    const std::function<Task<Result<void>>()> call = [&]() -> Task<Result<void>> {
        const std::string name = command;
        answer = co_await here_->application->administration().run(name, options);
        co_return ok();
    };
    CHECK_OK(run_blocking(here_->loops.at(0), call));
    return answer;
}

int administer(const char* command, const Arguments& arguments) {
    auto administrator = Administrator::open(arguments);
    if (!administrator) return fail(administrator.error());
    const auto answer = (*administrator)->ask(command, arguments.options);
    if (!answer) return fail(answer.error());
    if (!answer->empty()) print(*answer);
    return 0;
}

}  // namespace fairlead::cli
