// SPDX-License-Identifier: Apache-2.0
#include "oauth/entry_registration.h"

#include "catalog/registration.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

namespace {

net::Exchange reply(int status, const json::object& document) {
    net::Exchange exchange;
    auto& response = exchange.response.emplace();
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = json::serialize(document);
    return exchange;
}

/// As a server that keeps to RFC 7591 answers: with what was asked, an id and a secret.
net::Exchange enrol(const net::ClientRequest& request, std::vector<std::string>& complaints) {
    const auto asked = parse_json(request.body);
    const bool is_complete = asked && find_pointer(*asked, "/redirect_uris/0") &&
                             find_pointer(*asked, "/token_endpoint_auth_method");
    if (!is_complete) complaints.emplace_back("the registration does not say who we are");
    json::object client;
    if (asked && asked->is_object()) client = asked->as_object();
    client["client_id"] = "registered-client";
    const auto auth = scalar_text(find_pointer(client, "/token_endpoint_auth_method"));
    if (auth != "none") client["client_secret"] = "registered-secret";
    return reply(201, client);
}

std::optional<net::Exchange> described(const std::string& resource, const net::Url& home,
                                       const net::ClientRequest& request,
                                       std::vector<std::string>& complaints) {
    const auto origin = home.origin();
    const auto& url = request.url;
    if (url.origin() != origin) return std::nullopt;
    if (url.path == "/register") return enrol(request, complaints);
    if (request.method == net::Method::post && url.path == home.path) return reply(401, {});
    if (url.path.starts_with("/.well-known/oauth-protected-resource"))
        return reply(200, {{"resource", resource},
                           {"authorization_servers", json::array{json::string(origin)}}});
    if (url.path == "/.well-known/oauth-authorization-server")
        return reply(200, {{"issuer", origin},
                           {"authorization_endpoint", origin + "/authorize"},
                           {"token_endpoint", origin + "/token"},
                           {"registration_endpoint", origin + "/register"},
                           {"revocation_endpoint", origin + "/revoke"},
                           {"code_challenge_methods_supported", json::array{"S256"}}});
    return std::nullopt;
}

}  // namespace

std::optional<net::Exchange> registration_answer(const OAuthClient& own,
                                                 const catalog::Bindings& bound,
                                                 const net::ClientRequest& request,
                                                 std::vector<std::string>& complaints) {
    const auto registration = catalog::registration_of(own.method());
    if (!registration || registration->how != catalog::Registration::How::dynamic)
        return std::nullopt;
    if (!registration->discovers) {
        const auto url = catalog::render(registration->url, bound, catalog::Place::url);
        if (!url || request.url.text() != *url) return std::nullopt;
        return enrol(request, complaints);
    }
    const auto base = catalog::choose(own.method().api.base, bound);
    if (!base) return std::nullopt;
    const auto resource = catalog::render(**base, bound, catalog::Place::url);
    const auto home = resource ? net::Url::parse(*resource) : Result<net::Url>{Error{}};
    if (!home) return std::nullopt;
    return described(*resource, *home, request, complaints);
}

}  // namespace fairlead::oauth
