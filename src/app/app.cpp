// SPDX-License-Identifier: Apache-2.0
#include "app/app.h"

#include "app/admin_listener.h"
#include "app/administration.h"
#include "app/administrative_commands.h"
#include "app/audit_part.h"
#include "app/auth_part.h"
#include "app/custom_part.h"
#include "app/foundation.h"
#include "app/http_part.h"
#include "app/oauth_part.h"

namespace fairlead::app {
namespace {

/// A listener does not know what an operator calls its address.
Result<void> naming(Result<void> started, const char* settings) {
    if (started) return started;
    Error error = std::move(started).error();
    error.message += std::string{" The settings are "} + settings + ".";
    return error;
}

}  // namespace

/// Everything, in the order it is made; destruction is the reverse.
struct App::Parts {
    Parts(Settings given, Outside world) : settings(std::move(given)), outside(std::move(world)) {}

    Result<void> build();
    Result<void> enter();
    Result<void> serve();
    void leave();
    AdminListener::Services admin_services();
    Task<Result<void>> count_connections();

    const Settings settings;
    Outside outside;
    std::unique_ptr<Foundation> base;
    std::unique_ptr<AuditPart> audit;
    std::unique_ptr<AuthPart> auth;
    std::unique_ptr<OAuthPart> oauth;
    std::unique_ptr<CustomPart> custom;
    std::unique_ptr<HttpPart> http;
    Administration administration;
    std::unique_ptr<AdminListener> admin;
    bool is_serving = false;
};

Result<void> App::Parts::build() {
    TRY(base, Foundation::create(settings, outside));
    audit = std::make_unique<AuditPart>(*base);
    TRY(auth, AuthPart::create(*base));
    oauth = std::make_unique<OAuthPart>(*base, audit->trail);
    custom = std::make_unique<CustomPart>(*base, *oauth);
    TRY(http, HttpPart::create(*base, *auth, *oauth, *custom, audit->trail));
    add_administrative_commands(administration, {*base, *auth, *oauth, *custom, audit->trail});
    admin =
        std::make_unique<AdminListener>(settings.admin, settings.data_directory, admin_services());
    return ok();
}

AdminListener::Services App::Parts::admin_services() {
    return {base->loops, administration, base->metrics, [this] { return count_connections(); },
            base->disk,  base->random,   base->log};
}

/// `fairlead_connections{provider,status}` is counted when somebody looks.
Task<Result<void>> App::Parts::count_connections() {
    storage::ConnectionStore store{*base->database};
    CO_TRY(const auto counts, co_await store.counts());
    for (const auto& count : counts) {
        const Labels labels{{"provider", count.provider}, {"status", to_text(count.status)}};
        base->metrics.gauge("fairlead_connections", "Connections by state.", labels)
            .set(count.connections);
    }
    co_return ok();
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::create(Settings settings, Outside outside) {
    auto parts = std::make_unique<Parts>(std::move(settings), std::move(outside));
    CHECK_OK(parts->build());
    return std::unique_ptr<App>{new App(std::move(parts))};
}

Result<void> App::start_offline() {
    return run_blocking(parts_->base->loops.next(), [this]() -> Task<Result<void>> {
        // Which also writes the environment's integrations, before anything is refreshed by them.
        CO_CHECK(co_await parts_->custom->sources.reload());
        co_return co_await parts_->oauth->recover();
    });
}

/// Its place among the nodes of a shared database.
Result<void> App::Parts::enter() {
    NodeRegistry* const registry = base->registry.get();
    if (registry == nullptr) return ok();
    CHECK_OK(run_blocking(base->loops.next(), [registry] { return registry->enter(); }));
    base->scope.spawn(base->loops.next(), "heartbeat", [registry] { return registry->run(); });
    return ok();
}

void App::Parts::leave() {
    NodeRegistry* const registry = base->registry.get();
    if (registry == nullptr) return;
    const auto left = run_blocking(base->loops.next(), [registry] { return registry->leave(); });
    if (!left) base->log.failure("this node is still on the roll for a while", left.error());
}

Result<void> App::Parts::serve() {
    audit->start(*base);
    auth->start(*base);
    oauth->start();
    custom->start();
    http->start();
    base->jobs->start(base->loops.next(), base->scope);
    CHECK_OK(naming(admin->start(), "FAIRLEAD_ADMIN_LISTEN and FAIRLEAD_ADMIN_PORT"));
    auto listening = naming(http->server->start(), "FAIRLEAD_LISTEN and FAIRLEAD_PORT");
    is_serving = listening.has_value();
    if (!is_serving) admin->stop();
    return listening;
}

Result<void> App::start() {
    CHECK_OK(parts_->enter());
    if (auto recovered = start_offline(); !recovered) {
        parts_->leave();
        return recovered;
    }
    if (auto serving = parts_->serve(); !serving) {
        // What runs already uses the parts, which the caller may now take down.
        stop(Force::yes);
        return serving;
    }
    parts_->base->log.info("serving", {{"port", port()}, {"admin_port", admin_port()}});
    return ok();
}

bool App::stop(Force force) {
    Parts& parts = *parts_;
    parts.http->readiness.drain();
    parts.http->hub.close();  // streams live for hours; their readers come back to another node
    if (std::exchange(parts.is_serving, false)) {
        parts.http->server->stop(parts.settings.drain_grace);
        parts.admin->stop();
    }
    parts.oauth->stop_background();
    const bool is_settled = parts.oauth->refresher.drain(parts.settings.drain_grace);
    if (!is_settled && force == Force::no) return false;
    parts.base->scope.cancel();
    parts.oauth->refresher.stop();
    parts.base->scope.join();
    parts.leave();
    parts.base->log.info("stopped");
    return true;
}

void App::reload_providers() { parts_->custom->sources.look_soon(); }

Result<Secret> App::setup_link() {
    auth::FirstAdmin& first_admin = *parts_->auth->first_admin;
    bool needed = false;
    CHECK_OK(run_blocking(parts_->base->loops.next(), [&]() -> Task<Result<void>> {
        CO_TRY(needed, co_await first_admin.is_needed(default_workspace));
        co_return ok();
    }));
    if (!needed) return Secret{};
    // Behind the #, so that no proxy writes it down.
    std::string link = parts_->settings.public_url + "/setup#code=";
    link.append(first_admin.make_code().expose());
    return Secret{std::move(link)};
}

std::uint16_t App::port() const { return parts_->http->server->port(); }
std::uint16_t App::admin_port() const { return parts_->admin->port(); }
Administration& App::administration() { return parts_->administration; }

}  // namespace fairlead::app
