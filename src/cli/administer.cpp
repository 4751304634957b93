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

/// What asking a running server came to.
struct Asked {
    bool was_running = false;
    Result<std::string> answer = Error{Errc::unavailable, "No server was asked."};
};

net::ClientRequest request_of(const app::AdminAddress& server, const char* command,
                              const Arguments& arguments) {
    json::object given;
    for (const auto& [name, value] : arguments.options) given[name] = value;
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
    request.total_timeout = Milliseconds{3'600'000};  // wrapping a million keys takes a while
    return request;
}

Result<std::string> text_of(const net::ClientResponse& response) {
    TRY(const json::value document, parse_json(response.body, {.bytes = 16 << 20}));
    const bool good = response.status == 200;
    const auto text = scalar_text(find_pointer(document, good ? "/text" : "/detail"));
    if (good) return text.value_or("");
    return Error{Errc::invalid, text.value_or("The server refused.")};
}

Asked ask_server(const app::AdminAddress& server, const char* command, const Arguments& arguments) {
    Asked asked;
    const SystemClock clock;
    Log log{clock, LogLevel::error, [](std::string_view) {}};
    Metrics metrics;
    net::Loops loops{1};
    loops.start();
    auto client = net::BeastHttpClient::create(net::EgressGuard{{{"127.0.0.1", server.port}}},
                                               net::TlsTrust{}, log, metrics);
    if (!client) return {false, client.error()};
    const std::function<Task<Result<void>>()> call = [&]() -> Task<Result<void>> {
        auto request = request_of(server, command, arguments);
        CO_TRY(const auto exchange, co_await (*client)->send(std::move(request)));
        asked.was_running = exchange.answered() || exchange.failure.progress == net::Progress::sent;
        asked.answer = exchange.answered() ? text_of(*exchange.response) : exchange.failure.error;
        co_return ok();
    };
    if (const auto called = run_blocking(loops.at(0), call); !called) {
        asked.answer = called.error();
    }
    client->reset();
    return asked;
}

Result<std::string> run_here(app::Settings settings, const char* command,
                             const Arguments& arguments) {
    const LogLevel level = std::max(settings.log_level, LogLevel::warning);
    TRY(const auto application, app::App::create(std::move(settings), app::Outside::real(level)));
    CHECK_OK(application->start_offline());
    Result<std::string> answer = std::string{};
    const std::function<Task<Result<void>>()> call = [&]() -> Task<Result<void>> {
        const std::string name = command;
        answer = co_await application->administration().run(name, arguments.options);
        co_return ok();
    };
    net::Loops loops{1};
    loops.start();
    CHECK_OK(run_blocking(loops.at(0), call));
    application->stop();
    return answer;
}

int show(const Result<std::string>& answer) {
    if (!answer) return fail(answer.error());
    if (!answer->empty()) print(*answer);
    return 0;
}

}  // namespace

int administer(const char* command, const Arguments& arguments) {
    auto settings = settings_of(arguments);
    if (!settings) return fail(settings.error());
    SystemDisk disk;
    if (const auto server = app::AdminAddress::read(disk, settings->data_directory)) {
        const Asked asked = ask_server(*server, command, arguments);
        if (asked.was_running) return show(asked.answer);
    }
    return show(run_here(std::move(*settings), command, arguments));
}

}  // namespace fairlead::cli
