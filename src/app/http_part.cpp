// SPDX-License-Identifier: Apache-2.0
#include "app/http_part.h"

#include "api/pages.h"
#include "api/routes.h"
#include "app/app.h"
#include "http/openapi.h"
#include "net/url.h"
#include "web/routes.h"

namespace fairlead::app {
namespace {

std::vector<http::RateRule> limits_of(const Settings& settings) {
    const http::RateRule connect{"connect", http::LimitBy::user, settings.connect_starts,
                                 settings.connect_window};
    const http::RateRule login{"login", http::LimitBy::address, settings.logins,
                               settings.login_window};
    const http::RateRule callback{"callback", http::LimitBy::address, settings.logins,
                                  settings.login_window};
    // Counted by its endpoint, for each connect session.
    const http::RateRule finish{"finish", http::LimitBy::user, settings.logins,
                                settings.login_window};
    return {connect, login, callback, finish};
}

http::PipelineOptions pipeline_options(const Settings& settings) {
    http::PipelineOptions options;
    options.public_url = settings.public_url;
    if (const auto frontend = net::Url::parse(settings.frontend_base_url)) {
        options.own_origins.push_back(frontend->origin());
    }
    options.cors_origins = settings.allowed_origins;
    options.trusted_proxies = settings.trusted_proxies;
    options.limits = limits_of(settings);
    return options;
}

net::ServerOptions server_options(const Settings& settings) {
    net::ServerOptions options;
    options.address = settings.http.address;
    options.port = settings.http.port;
    options.max_body_bytes = settings.max_body_bytes;
    options.drain_accept = settings.drain_accept;
    return options;
}

}  // namespace

std::string openapi_document() {
    http::Router router{http::Router::Use::documents_only};
    api::mount_routes(router, nullptr);
    return http::openapi_document(router);
}

HttpPart::HttpPart(Foundation& on, AuthPart& auth, OAuthPart& oauth, CustomPart& custom,
                   audit::AuditTrail& audit, std::unique_ptr<http::Pages> its_pages)
    : base(on),
      readiness(*base.database, *base.journal, oauth.refresher, base.registry.get()),
      document(openapi_document()),
      cursors(*base.vault),
      notices(*base.database),
      events(*base.database),
      hub(events, base.data->commits(), *base.cache, base.clock, base.log),
      pages(std::move(its_pages)),
      site(web::embedded_files()),
      limiter(*base.cache, limits_of(base.settings)),
      services{document,
               base.settings.redirect_base_url,
               readiness,
               base.clock,
               base.random,
               *base.catalog,
               cursors,
               *pages,
               site,
               limiter,
               oauth.connect_start,
               oauth.connect_page,
               oauth.callback,
               oauth.connections,
               oauth.bulks,
               oauth.checks,
               oauth.tokens,
               oauth.integrations,
               oauth.member_apps,
               custom.trial,
               custom.providers,
               custom.sources,
               *auth.first_admin,
               *auth.login,
               auth.sessions,
               auth.keys,
               auth.external_users,
               auth.user_store,
               auth.users,
               notices,
               audit,
               events,
               hub} {}

void HttpPart::start() {
    base.scope.spawn(base.loops.next(), "live events", [this] { return hub.run(); });
}

Result<std::unique_ptr<HttpPart>> HttpPart::create(Foundation& base, AuthPart& auth,
                                                   OAuthPart& oauth, CustomPart& custom,
                                                   audit::AuditTrail& audit) {
    TRY(auto pages, http::Pages::create(api::page_templates()));
    std::unique_ptr<HttpPart> part{
        new HttpPart(base, auth, oauth, custom, audit, std::move(pages))};
    api::mount_routes(part->router, &part->services);
    web::mount_routes(part->router, part->site);
    TRY(part->pipeline, http::Pipeline::create(pipeline_options(base.settings),
                                               {part->router, auth.authenticator, *base.cache,
                                                base.clock, base.random, base.log, base.metrics}));
    const net::Handler handler = [pipeline = part->pipeline.get()](net::Request request) {
        return pipeline->answer(std::move(request));
    };
    part->server = std::make_unique<net::HttpServer>(base.loops, server_options(base.settings),
                                                     handler, base.log, base.metrics);
    return part;
}

}  // namespace fairlead::app
