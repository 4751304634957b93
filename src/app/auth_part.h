// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/foundation.h"
#include "auth/authenticator.h"
#include "auth/first_admin.h"
#include "auth/password_login.h"
#include "auth/users.h"

#include <memory>

namespace fairlead::app {

/// Who may ask: everything of `auth/`, wired.
struct AuthPart {
    static Result<std::unique_ptr<AuthPart>> create(Foundation& base);

    storage::UserStore user_store;
    storage::PeopleStore people_store;
    storage::SessionStore session_store;
    storage::ApiKeyStore key_store;
    std::unique_ptr<auth::JwtIssuers> issuers;
    auth::ApiKeys keys;
    auth::Sessions sessions;
    auth::ExternalUsers external_users;
    auth::Users users;
    std::unique_ptr<auth::PasswordLogin> login;
    std::unique_ptr<auth::FirstAdmin> first_admin;
    auth::RequestAuthenticator authenticator;

    /// Housekeeping, as children of the foundation's scope.
    void start(Foundation& base);

private:
    Task<Result<void>> end_sessions(Log& log);
    AuthPart(Foundation& base, std::unique_ptr<auth::JwtIssuers> trusted);
};

}  // namespace fairlead::app
