// SPDX-License-Identifier: Apache-2.0
#include "oauth/registration_call.h"
#include "oauth/resource_metadata.h"
#include "oauth/server_metadata.h"
#include "target.h"

namespace fairlead::fuzz {
namespace {

const std::string home = "https://as.example";

void assert_of_home(const std::string& url) {
    FAIRLEAD_ASSERT(url.empty() || url == home || url.starts_with(home + "/") ||
                    url.find(".as.example/") != std::string::npos);
    FAIRLEAD_ASSERT(url.empty() || oauth::check_address(url, "address"));
}

void try_server(std::string_view input) {
    const auto server = oauth::read_server_metadata(input, home);
    if (!server) return;
    FAIRLEAD_ASSERT(server->issuer == home && !server->client_auth.empty());
    for (const auto& url :
         {server->authorize_url, server->token_url, server->register_url, server->revoke_url})
        assert_of_home(url);
}

void try_resource(std::string_view input) {
    const std::string asked = "https://rs.example/mcp";
    const auto resource = oauth::read_resource_metadata(input, asked);
    if (!resource) return;
    FAIRLEAD_ASSERT(net::Url::parse(resource->resource)->origin() == "https://rs.example");
    FAIRLEAD_ASSERT(oauth::metadata_urls(resource->server));
}

void try_registration(std::string_view input) {
    const oauth::RegistrationAsk ask{home + "/register", "https://we.example/callback", {}, {}};
    net::Exchange exchange;
    exchange.response.emplace();
    exchange.response->status = 201;
    exchange.response->body = std::string{input};
    const auto made =
        oauth::read_registration(ask, exchange, "Acme", from_unix_ms(1'700'000'000'000));
    if (!made) return;
    FAIRLEAD_ASSERT(!made->client_id.empty());
    FAIRLEAD_ASSERT(made->manage_url.empty() || !made->access_token.empty());
    assert_of_home(made->manage_url);
}

}  // namespace

/// A byte that chooses what it is: a server's description, a resource's, the header that points at
/// it, or the answer to a registration.
void try_input(std::string_view input) {
    const unsigned choice = take_byte(input);
    if (choice % 4 == 0) return try_server(input);
    if (choice % 4 == 1) return try_resource(input);
    if (choice % 4 == 2) return try_registration(input);
    net::Headers headers;
    headers.add("WWW-Authenticate", input);
    const auto pointer = oauth::resource_metadata_pointer(headers);
    FAIRLEAD_ASSERT(!pointer || pointer->size() <= input.size());
}

}  // namespace fairlead::fuzz
