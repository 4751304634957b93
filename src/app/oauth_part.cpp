// SPDX-License-Identifier: Apache-2.0
#include "app/oauth_part.h"

#include "oauth/recovery.h"

namespace fairlead::app {
namespace {

constexpr Milliseconds flows_swept_every{60'000};
constexpr Milliseconds old_bulks_every{60 * 60'000};
constexpr Milliseconds member_apps_every{60 * 60'000};

oauth::IntegrationOptions integration_options(const Settings& settings) {
    oauth::IntegrationOptions options;
    options.redirect_base_url = settings.redirect_base_url;
    for (const auto& [name, app] : settings.apps) {
        oauth::AppRegistration& registration = options.environment[name];
        registration.client_id = app.client_id;
        registration.client_secret = app.client_secret.duplicate();
        registration.redirect_uri = app.redirect_uri;
        registration.enabled = app.enabled;
        registration.vars = app.vars;
        registration.secret_vars = oauth::duplicate(app.secret_vars);
    }
    return options;
}

oauth::RefreshServices refresh_services(Foundation& base, oauth::OAuthClients& clients) {
    return {*base.database, *base.journal, *base.vault, *base.http,  clients,
            base.clock,     base.random,   base.log,    base.metrics};
}

oauth::Refresher::NextLoop next_loop(Foundation& base) {
    return [&loops = base.loops]() -> Loop& { return loops.next(); };
}

/// A new connection, or another node's, is noticed within a second: one look at an index.
oauth::SweepOptions sweep_options() {
    oauth::SweepOptions options;
    options.look_at_most = Milliseconds{1000};
    return options;
}

/// Nobody tells of what a connect leaves to be revoked, here or on another node: a look notices it.
oauth::RevocationOptions revocation_options() {
    oauth::RevocationOptions options;
    options.look_at_most = Milliseconds{5000};
    return options;
}

oauth::ConnectOptions connect_options(const Settings& settings) {
    oauth::ConnectOptions options;
    options.public_url = settings.public_url;
    options.frontend_base_url = settings.frontend_base_url;
    options.allowed_origins = settings.allowed_origins;
    return options;
}

}  // namespace

OAuthPart::OAuthPart(Foundation& on, AuditSink& audit)
    : base(on),
      integrations(*base.database, *base.catalog, *base.vault, base.clock, base.random, *base.http,
                   integration_options(base.settings)),
      member_apps(*base.database, integrations, *base.vault, base.clock, base.random),
      refresher(refresh_services(base, integrations), oauth::RefreshOptions{}, next_loop(on)),
      sweep(refresher, sweep_options(), next_loop(on)),
      revocations(refresher.engine(), revocation_options(), next_loop(on)),
      disconnector(refresher.engine(), revocations),
      tokens(refresher.engine(), refresher, audit),
      connect_context({*base.database, *base.vault, *base.cache, *base.http, integrations, audit,
                       *base.queue, base.clock, base.random, base.log},
                      connect_options(base.settings)),
      connect_start(connect_context),
      connect_page(connect_context),
      callback(connect_context),
      form_connect(connect_context),
      identity_retry(connect_context),
      checks(connect_context, tokens, form_connect),
      connections({*base.database, *base.vault, integrations, refresher, disconnector,
                   connect_start, form_connect, refresher.engine().time, base.clock, base.random}),
      bulks({*base.database, *base.vault, base.clock, base.random,
             [&runner = *base.jobs] { runner.wake(); }}),
      bulk_work({*base.database, *base.vault, connections, connect_start, base.clock}) {
    base.jobs->add(oauth::identify_job_name,
                   [this](Job job) { return identity_retry.run(std::move(job)); });
    base.jobs->add(oauth::bulk_job_name, [this](Job job) { return bulk_work.run(std::move(job)); });
}

OAuthPart::~OAuthPart() {
    stop_background();
    refresher.stop();
}

Task<Result<void>> OAuthPart::recover() {
    CO_TRY(const oauth::Recovered found, co_await oauth::recover(refresher.engine()));
    base.log.info("the refresh journal is settled", {{"stored", found.stored},
                                                     {"settled", found.settled},
                                                     {"discarded", found.discarded},
                                                     {"kept", found.kept},
                                                     {"unknown", found.unknown}});
    co_return ok();
}

void OAuthPart::start() {
    sweep.start();
    revocations.start();
    base.scope.spawn(base.loops.next(), "abandoned connects",
                     [this] { return drop_abandoned_for_ever(); });
    base.scope.spawn(base.loops.next(), "old bulks", [this] { return drop_old_bulks_for_ever(); });
    base.scope.spawn(base.loops.next(), "members' apps",
                     [this] { return wipe_member_apps_for_ever(); });
}

void OAuthPart::stop_background() {
    sweep.stop();
    revocations.stop();
}

Task<Result<void>> OAuthPart::drop_abandoned_for_ever() {
    for (;;) {
        CO_CHECK(co_await sleep_for(flows_swept_every));
        const auto dropped = co_await connect_page.drop_abandoned();
        if (!dropped) base.log.failure("abandoned connects were not dropped", dropped.error());
    }
}

Task<Result<void>> OAuthPart::drop_old_bulks_for_ever() {
    for (;;) {
        CO_CHECK(co_await sleep_for(old_bulks_every));
        const auto dropped = co_await bulks.drop_old();
        if (!dropped) base.log.failure("old bulks were not dropped", dropped.error());
    }
}

Task<Result<void>> OAuthPart::wipe_member_apps_for_ever() {
    for (;;) {
        CO_CHECK(co_await sleep_for(member_apps_every));
        const auto wiped = co_await member_apps.wipe_let_go();
        if (!wiped)
            base.log.failure("the secrets of members' old apps were not wiped", wiped.error());
    }
}

}  // namespace fairlead::app
