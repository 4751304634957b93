// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/cursors.h"
#include "api/services.h"
#include "api/user/event_hub.h"
#include "app/audit_part.h"
#include "app/auth_part.h"
#include "app/custom_part.h"
#include "app/foundation.h"
#include "app/node_readiness.h"
#include "app/oauth_part.h"
#include "http/html.h"
#include "http/pipeline.h"
#include "http/rate_limiter.h"
#include "http/router.h"
#include "net/http_server.h"
#include "storage/event_store.h"
#include "storage/notice_store.h"
#include "web/site.h"

#include <memory>
#include <string>

namespace fairlead::app {

/// The public listener and what answers there.
struct HttpPart {
    static Result<std::unique_ptr<HttpPart>> create(Foundation& base, AuthPart& auth,
                                                    OAuthPart& oauth, CustomPart& custom,
                                                    audit::AuditTrail& audit);

    /// What runs beside the listener, as children of the foundation's scope.
    void start();

    Foundation& base;
    NodeReadiness readiness;
    std::string document;
    api::Cursors cursors;
    storage::NoticeStore notices;
    storage::EventStore events;
    api::EventHub hub;
    std::unique_ptr<http::Pages> pages;
    web::Site site;
    http::RateLimiter limiter;
    api::Services services;
    http::Router router;
    std::unique_ptr<http::Pipeline> pipeline;
    std::unique_ptr<net::HttpServer> server;

private:
    HttpPart(Foundation& on, AuthPart& auth, OAuthPart& oauth, CustomPart& custom,
             audit::AuditTrail& audit, std::unique_ptr<http::Pages> its_pages);
};

}  // namespace fairlead::app
