// SPDX-License-Identifier: Apache-2.0
#include "http/admission.h"

#include "base/text.h"
#include "http/cookies.h"

namespace fairlead::http {

namespace {

bool is_admin(const Caller& caller) {
    // A key is a program's: what its user may do by hand is not what it may do.
    if (caller.kind == CallerKind::api_key) return has(caller.scopes, Scope::admin);
    return caller.role == Role::admin;
}

/// The admin scope stands for every other one but the two that give credentials away: those a
/// key holds by name (SPEC A10), so that whoever administers does not read tokens by the way.
bool may_use(const Caller& caller, Scope wanted) {
    constexpr auto named = static_cast<unsigned>(Scope::tokens_read | Scope::credentials_read);
    if ((static_cast<unsigned>(wanted) & named) != 0) return has(caller.scopes, wanted);
    return caller.may(wanted);
}

Result<void> check_kind(Callers wanted, CallerKind kind) {
    if (wanted == Callers::session_only && kind != CallerKind::session) {
        return Error{Errc::forbidden, "This is for signed-in people only."};
    }
    if (wanted == Callers::api_key_only && kind != CallerKind::api_key) {
        return Error{Errc::forbidden, "This is for API keys only."};
    }
    return ok();
}

}  // namespace

Result<void> admit(const Route& route, const Caller& caller) {
    if (route.access == Access::open) return ok();
    if (caller.kind == CallerKind::open) {
        return Error{Errc::unauthenticated, "Sign in, or send an API key or token."};
    }
    CHECK_OK(check_kind(route.options.callers, caller.kind));
    if (route.access == Access::admin && !is_admin(caller)) {
        return Error{Errc::forbidden, "This is for admins only."};
    }
    if (route.scope != Scope::none && !may_use(caller, route.scope)) {
        return Error{Errc::forbidden,
                     "This needs the scope " + join(scope_names(route.scope), " ") + "."};
    }
    if (route.access == Access::user && !caller.user && !caller.external_user) {
        return Error{.code = Errc::invalid,
                     .message = "Name the user in the Fairlead-User header.",
                     .reason = "user_required"};
    }
    return ok();
}

Result<void> one_proof_only(const net::Request& request) {
    if (!request.headers.has("Authorization")) return ok();
    for (const std::string_view cookies : request.headers.find_all("Cookie")) {
        if (cookies.find(session_cookie) == std::string_view::npos) continue;
        return Error{Errc::invalid, "Send a session cookie or an Authorization header, not both."};
    }
    return ok();
}

std::string limit_key(const Caller& caller) {
    if (caller.user) return "user:" + caller.user->text();
    if (caller.api_key) return "key:" + caller.api_key->text();
    return "address:" + caller.address;
}

}  // namespace fairlead::http
