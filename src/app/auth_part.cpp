// SPDX-License-Identifier: Apache-2.0
#include "app/auth_part.h"

namespace fairlead::app {
namespace {

constexpr Milliseconds sessions_swept_every{10 * 60'000};

Result<std::vector<auth::TrustedIssuer>> issuers_of(const JwtSettings& settings) {
    std::vector<auth::TrustedIssuer> issuers;
    if (settings.issuer.empty()) return issuers;
    auth::TrustedIssuer& issuer = issuers.emplace_back();
    issuer.issuer = settings.issuer;
    issuer.audience = settings.audience;
    issuer.secret = settings.secret.duplicate();
    issuer.jwks_url = settings.jwks_url;
    issuer.role_claim = settings.role_claim;
    issuer.admin_value = settings.admin_value;
    TRY(issuer.scopes, parse_scopes(settings.scopes));
    return issuers;
}

auth::SessionLimits session_limits(const Settings& settings) {
    auth::SessionLimits limits;
    limits.idle = settings.session_idle;
    limits.absolute = settings.session_absolute;
    return limits;
}

}  // namespace

Result<std::unique_ptr<AuthPart>> AuthPart::create(Foundation& base) {
    TRY(auto trusted, issuers_of(base.settings.jwt));
    TRY(auto issuers, auth::JwtIssuers::create(std::move(trusted), *base.http, base.clock));
    std::unique_ptr<AuthPart> part{new AuthPart(base, std::move(issuers))};
    TRY(part->login, auth::PasswordLogin::create(
                         {part->user_store, base.slow_work, base.clock, base.random, base.log}));
    part->first_admin =
        std::make_unique<auth::FirstAdmin>(part->people_store, *part->login, base.random);
    return part;
}

AuthPart::AuthPart(Foundation& base, std::unique_ptr<auth::JwtIssuers> trusted)
    : user_store(*base.database),
      people_store(*base.database),
      session_store(*base.database),
      key_store(*base.database),
      issuers(std::move(trusted)),
      keys({key_store, user_store, *base.cache, base.clock, base.random, base.log}),
      sessions(session_store, base.clock, base.random, base.log, session_limits(base.settings)),
      external_users(user_store, base.clock, base.random),
      users(user_store, people_store, sessions),
      authenticator({keys, sessions, *issuers, external_users}) {}

void AuthPart::start(Foundation& base) {
    base.scope.spawn(base.loops.next(), "API key uses", [this] { return keys.run(); });
    Log& log = base.log;
    base.scope.spawn(base.loops.next(), "sessions", [this, &log] { return end_sessions(log); });
}

Task<Result<void>> AuthPart::end_sessions(Log& log) {
    for (;;) {
        CO_CHECK(co_await sleep_for(sessions_swept_every));
        const auto ended = co_await sessions.erase_over();
        if (!ended) log.failure("sessions that are over were not removed", ended.error());
    }
}

}  // namespace fairlead::app
