// SPDX-License-Identifier: Apache-2.0
#include "app/admin_listener.h"

#include "base/json.h"
#include "crypto/hash.h"
#include "http/problem.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::app {
namespace {

constexpr std::string_view command_path = "/administration/";
constexpr std::string_view bearer = "Bearer ";
constexpr std::size_t largest_command = 8 << 20;  ///< the place of a fetch may be long

net::Response plain(int status, std::string body, std::string_view type) {
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", type);
    response.body = std::move(body);
    return response;
}

net::Response problem(const Error& error) {
    const http::Reply reply = http::problem(error, "");
    net::Response response;
    response.status = reply.status;
    response.headers = reply.headers;
    response.body = reply.body;
    return response;
}

Result<Administration::Arguments> arguments_of(std::string_view body) {
    TRY(const json::value document, parse_json(body, {.bytes = largest_command}));
    Administration::Arguments arguments;
    const json::value* const given = find_pointer(document, "/arguments");
    if (given == nullptr || !given->is_object()) {
        return Error{Errc::invalid, "The body must be {\"arguments\":{…}}."};
    }
    for (const auto& [name, value] : given->get_object()) {
        if (!value.is_string()) return Error{Errc::invalid, "Arguments are texts."};
        arguments.emplace(name, value.get_string());
    }
    return arguments;
}

}  // namespace

std::string AdminAddress::path_in(const std::string& data_directory) {
    return data_directory + "/admin.json";
}

Result<AdminAddress> AdminAddress::read(Disk& disk, const std::string& data_directory) {
    TRY(std::string text, read_file(disk, path_in(data_directory), 4096));
    const auto document = parse_json(text);
    wipe_string(text);
    if (!document) return document.error();
    const json::value* const port = find_pointer(*document, "/port");
    const json::value* const token = find_pointer(*document, "/token");
    if (port == nullptr || !port->is_int64() || token == nullptr || !token->is_string()) {
        return Error{Errc::invalid, path_in(data_directory) + " is not what a server writes."};
    }
    AdminAddress address;
    address.port = static_cast<std::uint16_t>(port->get_int64());
    address.token = Secret::copy_of(std::string_view{token->get_string()});
    return address;
}

AdminListener::AdminListener(Listen listen, std::string data_directory, Services services)
    : listen_(std::move(listen)),
      data_directory_(std::move(data_directory)),
      services_(std::move(services)),
      token_(services_.random.base64url(32)) {}

AdminListener::~AdminListener() = default;

Result<void> AdminListener::start() {
    net::ServerOptions options;
    options.address = listen_.address;
    options.port = listen_.port;
    options.max_connections = 64;
    options.max_body_bytes = largest_command;
    options.drain_accept = Milliseconds{0};
    const net::Handler handler = [this](net::Request request) {
        return answer(std::move(request));
    };
    server_ = std::make_unique<net::HttpServer>(services_.loops, options, handler, services_.log,
                                                services_.metrics);
    CHECK_OK(server_->start());
    return publish();
}

void AdminListener::stop() {
    if (!server_) return;
    if (const auto gone = services_.disk.unlink(AdminAddress::path_in(data_directory_)); !gone) {
        services_.log.failure("the admin address stays behind", gone.error());
    }
    server_->stop(Milliseconds{2000});
}

std::uint16_t AdminListener::port() const { return server_->port(); }

Result<void> AdminListener::publish() {
    json::object document;
    document["port"] = port();
    document["token"] = std::string{token_.expose()};
    return replace_file(services_.disk, AdminAddress::path_in(data_directory_),
                        json::serialize(document));
}

bool AdminListener::is_authorized(const net::Request& request) const {
    const auto given = request.headers.find("Authorization");
    if (!given || !given->starts_with(bearer)) return false;
    return crypto::equal(given->substr(bearer.size()), token_.expose());
}

Task<Result<net::Response>> AdminListener::answer(net::Request request) {
    const std::string path{request.path()};
    if (request.method == net::Method::get && path == "/metrics")
        co_return co_await answer_metrics();
    if (request.method == net::Method::get && path == "/health/live") {
        co_return plain(200, "{\"status\":\"ok\"}", "application/json");
    }
    if (request.method != net::Method::post || !path.starts_with(command_path)) {
        co_return problem(Error{Errc::not_found, "There is nothing here."});
    }
    if (!is_authorized(request)) {
        co_return problem(Error{Errc::unauthenticated, "The administration token is missing."});
    }
    std::string name = path.substr(command_path.size());
    co_return co_await answer_command(std::move(name), std::move(request.body));
}

Task<Result<net::Response>> AdminListener::answer_metrics() {
    if (const auto fresh = co_await services_.before_metrics(); !fresh) {
        services_.log.failure("some metrics are out of date", fresh.error());
    }
    co_return plain(200, services_.metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
}

Task<Result<net::Response>> AdminListener::answer_command(std::string name, std::string body) {
    auto arguments = arguments_of(body);
    if (!arguments) co_return problem(arguments.error());
    const auto text = co_await services_.administration.run(std::move(name), std::move(*arguments));
    if (!text) co_return problem(text.error());
    json::object answer;
    answer["text"] = *text;
    co_return plain(200, json::serialize(answer), "application/json");
}

}  // namespace fairlead::app
