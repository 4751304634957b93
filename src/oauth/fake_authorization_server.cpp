// SPDX-License-Identifier: Apache-2.0
#include "oauth/fake_authorization_server.h"

#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

net::Exchange answer_with(int status, const json::object& document = {}) {
    net::Exchange exchange;
    auto& response = exchange.response.emplace();
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = json::serialize(document);
    return exchange;
}

std::string authorization_of(const net::ClientRequest& request) {
    return std::string{request.headers.find("Authorization").value_or("")};
}

/// The client that a call says to be, by either way.
std::string client_of(const net::ClientRequest& request) {
    const auto pairs = net::parse_pairs(request.body);
    if (pairs)
        for (const auto& [name, value] : *pairs)
            if (name == "client_id") return value;
    for (int i = 1; i < 100; ++i) {
        const auto id = "client-" + std::to_string(i);
        const auto both = id + ":secret-" + std::to_string(i);
        if (authorization_of(request) == "Basic " + base64_encode(bytes_of(both))) return id;
    }
    return {};
}

bool is_well_known(const net::Url& url, const char* document) {
    return url.path.starts_with(std::string{"/.well-known/"} + document);
}

}  // namespace

FakeAuthorizationServer::FakeAuthorizationServer() {
    const std::string home = origin;
    description["resource"] = resource;
    description["authorization_servers"] = json::array{json::string(home)};
    metadata["issuer"] = home;
    metadata["authorization_endpoint"] = home + "/authorize";
    metadata["token_endpoint"] = home + "/token";
    metadata["registration_endpoint"] = home + "/register";
    metadata["revocation_endpoint"] = home + "/revoke";
    metadata["code_challenge_methods_supported"] = json::array{"S256"};
    metadata["authorization_response_iss_parameter_supported"] = true;
}

Task<Result<net::Exchange>> FakeAuthorizationServer::send(net::ClientRequest request) {
    const std::lock_guard held{mutex_};
    seen_.push_back({request.method, request.url, request.body, authorization_of(request)});
    co_return answer(request);
}

net::Exchange FakeAuthorizationServer::answer(const net::ClientRequest& request) {
    const auto& url = request.url;
    const bool is_resource = url.origin() == "https://rs.example";
    if (is_resource && request.method == net::Method::post) {
        auto refused = answer_with(401);
        if (!pointer.empty())
            refused.response->headers.add("WWW-Authenticate",
                                          "Bearer resource_metadata=\"" + pointer + "\"");
        return refused;
    }
    const bool describes = url.text() == pointer || is_well_known(url, "oauth-protected-resource");
    if (is_resource && describes && has_description) return answer_with(200, description);
    if (is_well_known(url, "oauth-authorization-server") && has_metadata)
        return answer_with(200, metadata);
    if (url.origin() != origin) return answer_with(404);
    if (url.path == "/register") return enrol(request);
    if (url.path.starts_with("/register/")) return tell_of_client(request);
    if (url.path == "/token") return issue(request);
    return answer_with(url.path == "/revoke" ? 200 : 404);
}

net::Exchange FakeAuthorizationServer::enrol(const net::ClientRequest& request) {
    if (register_status != 201) {
        json::object fault;
        if (!register_fault.empty()) fault["error"] = register_fault;
        return answer_with(register_status, fault);
    }
    const auto asked = parse_json(request.body);
    const auto auth = scalar_text(find_pointer(*asked, "/token_endpoint_auth_method")).value_or("");
    if (public_only && auth != "none")
        return answer_with(400, json::object{{"error", "invalid_client_metadata"}});
    const auto number = std::to_string(++made_);
    json::object client = asked->as_object();
    client["client_id"] = "client-" + number;
    if (auth != "none") {
        client["client_secret"] = "secret-" + number;
        client["client_secret_expires_at"] = secret_ends;
    }
    if (manages) {
        management_ = "management-" + number;
        client["registration_access_token"] = management_;
        client["registration_client_uri"] = std::string{origin} + "/register/client-" + number;
    }
    clients_.insert("client-" + number);
    return answer_with(201, client);
}

net::Exchange FakeAuthorizationServer::tell_of_client(const net::ClientRequest& request) {
    const auto id = request.url.path.substr(std::string_view{"/register/"}.size());
    if (!clients_.contains(id) || authorization_of(request) != "Bearer " + management_)
        return answer_with(401);
    json::object client;
    client["client_id"] = id;
    if (rotates_management) {
        management_ += "+";
        client["registration_access_token"] = management_;
        client["registration_client_uri"] = request.url.text();
    }
    return answer_with(200, client);
}

net::Exchange FakeAuthorizationServer::issue(const net::ClientRequest& request) {
    if (!clients_.contains(client_of(request)))
        return answer_with(401, json::object{{"error", "invalid_client"}});
    const auto number = std::to_string(++issued_);
    json::object tokens;
    tokens["access_token"] = "access-" + number;
    tokens["refresh_token"] = "refresh-" + number;
    tokens["token_type"] = "Bearer";
    tokens["expires_in"] = 3600;
    return answer_with(200, tokens);
}

void FakeAuthorizationServer::forget_clients() {
    const std::lock_guard held{mutex_};
    clients_.clear();
}

std::vector<FakeAuthorizationServer::Seen> FakeAuthorizationServer::seen() {
    const std::lock_guard held{mutex_};
    return seen_;
}

std::size_t FakeAuthorizationServer::registrations() {
    const std::lock_guard held{mutex_};
    return made_;
}

std::size_t FakeAuthorizationServer::count(const std::string& path) {
    const std::lock_guard held{mutex_};
    return static_cast<std::size_t>(
        std::ranges::count_if(seen_, [&](const Seen& call) { return call.url.path == path; }));
}

}  // namespace fairlead::oauth
