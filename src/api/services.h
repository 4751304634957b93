// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fairlead {
class AuditSink;
class Clock;
class Random;
}  // namespace fairlead
namespace fairlead::audit {
class AuditTrail;
}
namespace fairlead::auth {
class ApiKeys;
class ExternalUsers;
class FirstAdmin;
class PasswordLogin;
class Sessions;
class Users;
}  // namespace fairlead::auth
namespace fairlead::catalog {
class Catalog;
}
namespace fairlead::custom {
class CustomProviders;
class ProviderSources;
}  // namespace fairlead::custom
namespace fairlead::http {
class Pages;
class RateLimiter;
}  // namespace fairlead::http
namespace fairlead::oauth {
class Bulks;
class Callback;
class ConnectPage;
class ConnectStart;
class ConnectionCheck;
class ConnectionsService;
class Integrations;
class MemberApps;
class ProviderTrial;
class Tokens;
}  // namespace fairlead::oauth
namespace fairlead::storage {
class EventStore;
class NoticeStore;
class UserStore;
}  // namespace fairlead::storage
namespace fairlead::web {
class Site;
}

namespace fairlead::api {

class Cursors;
class EventHub;
class Readiness;

/// What the endpoints are made of. The application fills it; everything in it is thread-safe and
/// outlives the router.
struct Services {
    const std::string& openapi_document;
    /// What the redirect URIs of integrations begin with, unless an admin says otherwise.
    const std::string& redirect_base_url;
    Readiness& readiness;
    Clock& clock;
    Random& random;
    const catalog::Catalog& catalog;
    const Cursors& cursors;
    const http::Pages& pages;  ///< of page_templates() (api/pages.h)
    const web::Site& site;
    /// For what a route's own limit cannot count: one of many, tries at one thing.
    const http::RateLimiter& limiter;

    oauth::ConnectStart& connect_start;
    oauth::ConnectPage& connect_page;
    oauth::Callback& callback;
    oauth::ConnectionsService& connections;
    oauth::Bulks& bulks;
    oauth::ConnectionCheck& checks;
    oauth::Tokens& tokens;
    oauth::Integrations& integrations;
    oauth::MemberApps& member_apps;
    oauth::ProviderTrial& provider_trial;
    custom::CustomProviders& custom_providers;
    custom::ProviderSources& provider_sources;

    auth::FirstAdmin& first_admin;
    auth::PasswordLogin& login;
    auth::Sessions& sessions;
    auth::ApiKeys& api_keys;
    auth::ExternalUsers& external_users;
    storage::UserStore& users;
    auth::Users& user_admin;
    storage::NoticeStore& notices;
    audit::AuditTrail& audit;
    storage::EventStore& events;
    EventHub& hub;
};

}  // namespace fairlead::api
