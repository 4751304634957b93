// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox.h"

#include "net/beast_http_client.h"
#include "net/http_server.h"
#include "net/loops.h"
#include "sandbox/front.h"
#include "sandbox/local_authority.h"
#include "sandbox/pages.h"
#include "sandbox/platform.h"
#include "sandbox/realm.h"

namespace fairlead::sandbox {

namespace {

constexpr std::size_t control_key_bytes = 24;
constexpr Milliseconds grace{1000};

net::ServerOptions server_options(const SandboxOptions& options, const LocalTls& tls) {
    net::ServerOptions server;
    server.port = options.port;
    server.tls = tls.server;
    server.drain_accept = Milliseconds{0};
    return server;
}

/// For what the sandbox sends on its own: to this machine, trusting its own authority.
Result<std::unique_ptr<net::HttpClient>> create_client(const LocalTls& tls,
                                                       const Sandbox::Services& services) {
    const net::TlsTrust trust{.system_roots = false, .extra_roots_pem = {tls.ca_pem}};
    TRY(auto client, net::BeastHttpClient::create(net::EgressGuard::loopback_only(), trust,
                                                  services.log, services.metrics));
    return std::unique_ptr<net::HttpClient>{std::move(client)};
}

}  // namespace

Client SandboxOptions::default_client() { return acme_platform().first_client(); }

std::vector<Client> first_clients() {
    std::vector<Client> list;
    for (const Platform* platform : platforms()) {
        list.push_back(platform->first_client());
        if (auto console = platform->console()) list.push_back(*std::move(console));
    }
    return list;
}

struct Sandbox::State {
    State(SandboxOptions its_options, Services services, LocalTls its_tls,
          std::unique_ptr<http::Pages> its_pages, crypto::SigningKey key,
          std::unique_ptr<net::HttpClient> its_client)
        : options(std::move(its_options)),
          tls(std::move(its_tls)),
          pages(std::move(its_pages)),
          realm(services.clock, services.random, *pages, std::move(key),
                Realm::Limits{options.ledger_events, options.remembered_tokens}),
          loops(options.loops),
          client(std::move(its_client)),
          front(realm, *client, options.control_key),
          server(
              loops, server_options(options, tls),
              [this](net::Request request) { return front.handle(std::move(request)); },
              services.log, services.metrics) {}

    const SandboxOptions options;
    const LocalTls tls;
    const std::unique_ptr<http::Pages> pages;
    Mutex<Realm> realm;
    net::Loops loops;
    const std::unique_ptr<net::HttpClient> client;  ///< goes before the loops it was used on
    Front front;
    net::HttpServer server;
};

Sandbox::Sandbox(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sandbox::~Sandbox() { stop(); }

Result<std::unique_ptr<Sandbox>> Sandbox::create(SandboxOptions options, Services services) {
    TRY(auto tls, prepare_tls(services.disk, services.clock, options.data_directory));
    TRY(auto pages, create_pages());
    TRY(auto key,
        crypto::SigningKey::generate(crypto::JwtAlgorithm::es256, services.random.base64url(8)));
    TRY(auto client, create_client(tls, services));
    if (options.control_key.empty()) {
        options.control_key = services.random.base64url(control_key_bytes);
    }
    auto state = std::make_unique<State>(std::move(options), services, std::move(tls),
                                         std::move(pages), std::move(key), std::move(client));
    return std::unique_ptr<Sandbox>{new Sandbox{std::move(state)}};
}

Result<void> Sandbox::start() {
    state_->loops.start();
    CHECK_OK(state_->server.start());
    const auto realm = state_->realm.lock();
    realm->issuer = origin() + "/acme";
    realm->clients.emplace(state_->options.client.id, state_->options.client);
    for (Client& client : first_clients()) {
        if (client.platform != acme_platform().id()) realm->clients.emplace(client.id, client);
    }
    return ok();
}

void Sandbox::stop() {
    state_->server.stop(grace);
    state_->loops.stop();
}

std::uint16_t Sandbox::port() const { return state_->server.port(); }
std::string Sandbox::origin() const {
    return "https://" + state_->options.host + ":" + std::to_string(port());
}
const std::string& Sandbox::ca_pem() const { return state_->tls.ca_pem; }
const std::string& Sandbox::control_key() const { return state_->options.control_key; }

}  // namespace fairlead::sandbox
