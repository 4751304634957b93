// SPDX-License-Identifier: Apache-2.0
#include "oauth/client_registrar.h"

#include "base/async.h"
#include "catalog/registration.h"
#include "oauth/token_request.h"

#include <algorithm>

namespace fairlead::oauth {

using catalog::ClientAuth;

namespace {

/// Longer than a registration takes.
constexpr Milliseconds claim_for{45000};
constexpr Milliseconds registration_patience{30000};
constexpr Milliseconds between_looks{200};
constexpr Milliseconds limits_window{60 * 60 * 1000};
/// A flow that began with one may still come back.
constexpr std::chrono::hours keep_retired{24};

Error still_registering() {
    return Error{.code = Errc::unavailable,
                 .message =
                     "This server is being registered with the platform. Try again in a "
                     "moment.",
                 .retry_after = Seconds{5}};
}

/// The ways that we would show who we are, the best first, among those that a server takes.
Result<ClientAuth> auth_among(const std::vector<std::string>& taken) {
    for (const auto auth : {ClientAuth::basic, ClientAuth::post, ClientAuth::none})
        if (std::ranges::find(taken, auth_name(auth)) != taken.end()) return auth;
    return bad_document("it takes no way to show who a client is that is known here");
}

/// A tenth of its life before its end: what begins now must still be redeemed with it.
bool is_over(const ClientRegistration& row, Time now) {
    if (!row.secret_expires_at) return false;
    const auto life = *row.secret_expires_at - row.created_at;
    return now >= *row.secret_expires_at - life / 10;
}

/// Where a person named the server, the error belongs there.
Error at_variable(Error error, const catalog::Template& base) {
    const auto names = base.names();
    if (!names.empty() && error.faults.empty())
        error.faults.push_back({"/vars/" + names.front(), error.message});
    return error;
}

RegisteredWays ways_of(const Discovered& found) {
    RegisteredWays ways;
    ways.issuer = found.server.issuer;
    ways.authorize_url = found.server.authorize_url;
    ways.token_url = found.server.token_url;
    ways.revoke_url = found.server.revoke_url;
    ways.sends_iss = found.server.sends_iss;
    ways.resource = found.resource;
    ways.scopes = found.scopes;
    // Without it a server that knows it gives nothing that lasts.
    const std::string lasting = "offline_access";
    const auto has = [&](const auto& list) {
        return std::ranges::find(list, lasting) != list.end();
    };
    if (has(found.server.scopes) && !has(ways.scopes)) ways.scopes.push_back(lasting);
    return ways;
}

}  // namespace

ClientRegistrar::ClientRegistrar(net::HttpClient& http, Integrations& integrations,
                                 vault::Vault& vault, Cache& cache, const Clock& clock,
                                 Random& random, Log& log, RegistrationLimits limits)
    : http_(http),
      integrations_(integrations),
      vault_(vault),
      cache_(cache),
      clock_(clock),
      random_(random),
      log_(log),
      limits_(limits),
      discovery_(http, clock) {}

Task<Result<ClientRegistrar::Client>> ClientRegistrar::client_for(
    Integrations::Ready ready, UserId user, std::map<std::string, std::string> vars) {
    const auto own = ready.client;
    const bool has_client =
        own->method().kind != catalog::AuthKind::mcp_oauth || !own->client_id.empty();
    if (has_client) co_return own;
    CO_TRY(auto target, co_await target_of(std::move(ready), std::move(vars)));
    if (!target.ways.issuer.empty()) target.named_by = user;
    const auto key =
        target.row.integration_id.text() + " " + target.row.server + " " + target.row.redirect_uri;
    const SingleFlight<std::string, Client>::Work work = [this, target] { return ensure(target); };
    co_return co_await flights_.run(key, work);
}

Task<Result<ClientRegistrar::Target>> ClientRegistrar::target_of(
    Integrations::Ready ready, std::map<std::string, std::string> vars) {
    Target target;
    const auto client = ready.client;
    const auto& integration = ready.integration;
    const auto& method = client->method();
    target.row.workspace = integration.workspace;
    target.row.integration_id = integration.id;
    target.row.redirect_uri = integration.redirect_uri;
    target.ask.redirect_uri = integration.redirect_uri;
    target.ask.scopes = integration.scopes.empty() ? method.authorize.scopes : integration.scopes;
    target.ready = std::move(ready);
    const auto bindings = bindings_for(*client, vars);
    CO_TRY(const auto rules, catalog::registration_of(method));
    if (rules.discovers) {
        CO_CHECK(co_await discover(target, bindings));
        co_return target;
    }
    CO_TRY(target.ask.url, catalog::render(rules.url, bindings, catalog::Place::url));
    target.ask.auth = method.token.client;
    // The file says what other clients were seen to do, if it says anything.
    target.may_be_public = target.ask.auth == ClientAuth::post;
    target.row.server = target.ask.url;
    co_return target;
}

Task<Result<void>> ClientRegistrar::discover(Target& target, const catalog::Bindings& bindings) {
    const auto client = target.ready.client;
    CO_TRY(const auto* const base, catalog::choose(client->method().api.base, bindings));
    CO_TRY(auto resource, catalog::render(*base, bindings, catalog::Place::url));
    const auto found = co_await discovery_.find(std::move(resource));
    if (!found) co_return at_variable(found.error(), *base);
    const auto& server = (*found)->server;
    if (server.register_url.empty()) {
        auto error = bad_document(server.issuer + " registers no clients by itself");
        co_return at_variable(std::move(error), *base);
    }
    const auto auth = auth_among(server.client_auth);
    if (!auth) co_return at_variable(auth.error(), *base);
    target.ask.auth = *auth;
    target.ask.url = server.register_url;
    target.ways = ways_of(**found);
    if (target.ask.scopes.empty()) target.ask.scopes = target.ways.scopes;
    // A client is asked for once for each resource: what is asked for belongs to how it was set up.
    target.row.server = server.issuer + " for " + (*found)->resource;
    co_return ok();
}

/// The registration in use, where it serves for a connect that begins now.
Task<Result<std::optional<ClientRegistration>>> ClientRegistrar::usable(const Target& target) {
    using Answer = std::optional<Row>;
    auto& store = integrations_.issued().store();
    auto server = target.row.server;
    auto redirect_uri = target.row.redirect_uri;
    CO_TRY(auto row, co_await store.find_in_use(target.row.workspace, target.row.integration_id,
                                                std::move(server), std::move(redirect_uri)));
    if (!row || row->state != Row::State::current) co_return Answer{};
    auto ways = RegisteredWays::parse(row->details);
    // How it shows who it is was the server's to say, and where it may be asked.
    auto wanted = target.ways;
    wanted.auth = ways.auth;
    wanted.manage_url = ways.manage_url;
    bool serves = ways == wanted && !is_over(*row, clock_.now());
    if (serves) {
        auto copy = *row;
        CO_TRY(serves, co_await is_known(target, std::move(copy)));
    }
    if (serves) co_return row;
    CO_CHECK(co_await store.retire(row->workspace, row->id));
    co_return Answer{};
}

Task<Result<ClientRegistrar::Client>> ClientRegistrar::ensure(Target target) {
    const auto until = clock_.boottime() + registration_patience;
    auto& issued = integrations_.issued();
    for (;;) {
        CO_TRY(auto present, co_await usable(target));
        if (present) {
            auto own = target.ready.client;
            co_return co_await issued.open(std::move(own), *std::move(present));
        }
        auto row = target.row;
        row.id = ClientRegistrationId::create(clock_.now(), random_);
        row.created_at = clock_.now();
        CO_TRY(const bool claimed, co_await issued.store().claim(row, claim_for));
        if (claimed) co_return co_await register_claimed(std::move(target), std::move(row));
        if (clock_.boottime() >= until) co_return still_registering();
        CO_CHECK(co_await sleep_for(between_looks));
    }
}

/// One more for `whose`. A cache that is away lets it pass, as everywhere.
Task<Result<void>> ClientRegistrar::count(std::string whose, std::int64_t most,
                                          std::string message) {
    auto key = "registrations:" + whose;
    const auto counted = co_await cache_.increment(std::move(key), limits_window);
    if (!counted || counted->value <= most) co_return ok();
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(counted->left).count();
    co_return Error{.code = Errc::rate_limited,
                    .message = message + " Try again in " + std::to_string(minutes) +
                               (minutes == 1 ? " minute." : " minutes."),
                    .reason = "registration_limit",
                    .retry_after = std::chrono::ceil<Seconds>(counted->left)};
}

/// Whether a server that a person names may be asked once more to register this one.
Task<Result<void>> ClientRegistrar::check_limits(const Target& target) {
    if (!target.named_by) co_return ok();
    const auto person = target.row.workspace.text() + ":" + target.named_by->text();
    const std::string too_many =
        "You have named many new servers of late. Those that you connected before can be connected "
        "again at any time.";
    CO_CHECK(co_await count(person, limits_.per_person, too_many));
    CO_TRY(const auto url, net::Url::parse(target.ask.url));
    const auto host = url.host;
    const std::string too_often =
        "This server was asked to register Fairlead too often. Whoever runs it may have to look "
        "why "
        "registrations do not last there.";
    co_return co_await count(host, limits_.per_host, too_often);
}

Task<Result<ClientRegistrar::Client>> ClientRegistrar::register_claimed(Target target, Row row) {
    auto& issued = integrations_.issued();
    auto allowed = co_await check_limits(target);
    if (!allowed) {
        CO_CHECK(co_await issued.store().give_up(row.workspace, row.id));
        co_return std::move(allowed).error();
    }
    auto registered = co_await call(target);
    if (!registered) {
        CO_CHECK(co_await issued.store().give_up(row.workspace, row.id));
        log_.failure("A platform does not register this server.", registered.error(),
                     {{"provider", target.ready.client->provider->id},
                      {"integration", target.ready.client->key}});
        co_return std::move(registered).error();
    }
    CO_TRY(row, co_await keep(std::move(row), target.ways, *std::move(registered)));
    log_.info("This server is registered with a platform.",
              {{"provider", target.ready.client->provider->id},
               {"integration", target.ready.client->key},
               {"client", row.client_id}});
    auto copy = row;
    CO_CHECK(co_await tidy(std::move(copy)));
    co_return co_await issued.open(target.ready.client, std::move(row));
}

Task<Result<RegisteredAs>> ClientRegistrar::call(const Target& target) {
    auto ask = target.ask;
    CO_TRY(auto request, build_registration(ask));
    CO_TRY(auto exchange, co_await http_.send(std::move(request)));
    if (target.may_be_public && wants_other_auth(exchange)) {
        ask.auth = ClientAuth::none;
        CO_TRY(auto again, build_registration(ask));
        CO_TRY(exchange, co_await http_.send(std::move(again)));
    }
    auto registered =
        read_registration(ask, exchange, target.ready.client->provider->name, clock_.now());
    if (exchange.answered()) wipe_string(exchange.response->body);
    co_return registered;
}

Task<Result<ClientRegistration>> ClientRegistrar::keep(Row row, RegisteredWays ways,
                                                       RegisteredAs registered) {
    ways.auth = registered.auth;
    ways.manage_url = registered.manage_url;
    row.state = Row::State::current;
    row.client_id = std::move(registered.client_id);
    row.details = ways.json();
    row.secret_expires_at = registered.secret_expires_at;
    if (!registered.client_secret.empty() || !registered.access_token.empty()) {
        auto packed = pack_secrets(registered.client_secret, registered.access_token);
        const auto owner = Owner::of(row.workspace);
        auto place = registration_place(row.id, row.generation);
        CO_TRY(row.sealed, co_await vault_.seal(owner, std::move(place), std::move(packed)));
    }
    CO_TRY(const bool kept, co_await integrations_.issued().store().complete(row));
    if (!kept) co_return still_registering();
    (*checked_.lock())[row.id] = clock_.boottime();
    co_return row;
}

/// Those that gave way long ago and that nobody was issued to.
Task<Result<void>> ClientRegistrar::tidy(Row row) {
    const auto before = clock_.now() - keep_retired;
    CO_CHECK(co_await integrations_.issued().store().erase_unused(row.workspace, row.integration_id,
                                                                  before));
    co_return ok();
}

}  // namespace fairlead::oauth
