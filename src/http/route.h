// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "net/http_message.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fairlead::http {

/// Who may ask at all. What else a caller needs is the route's scope.
enum class Access : std::uint8_t {
    open,       ///< anybody: SPEC H2's list and nothing else
    workspace,  ///< a proven caller, with or without a user
    user,       ///< a proven caller who is, or acts for, a user
    admin,      ///< a session or token with the admin role, or a key with the admin scope
};

/// Which kind of proof is accepted.
enum class Callers : std::uint8_t { any, session_only, api_key_only };

enum class Cors : std::uint8_t {
    listed,  ///< the configured origins may read it, without cookies
    none,    ///< no CORS at all: authorize, callback and connect routes (RFC 9700 section 2.6)
};

enum class BodyKind : std::uint8_t {
    json,  ///< application/json
    form,  ///< application/x-www-form-urlencoded: our own pages' forms
    raw,   ///< the endpoint reads Context::request.body itself; Input has path and query
};

/// What becomes of a member or parameter that the input does not know.
enum class Unknown : std::uint8_t { fault, ignored };

/// The rest of a route, each with what most want.
struct RouteOptions {
    int status = 200;  ///< of success; an Output of Nothing answers 204
    std::size_t max_body = 64 * 1024;
    BodyKind body = BodyKind::json;
    Unknown unknown = Unknown::fault;
    Callers callers = Callers::any;
    Cors cors = Cors::listed;
    /// An open route that wants to know the caller where there is one (the connect page).
    bool identify = false;
    /// The endpoint finds the user of `Fairlead-User` in the statement it makes anyway, and checks
    /// them: Caller::external_user holds the name, and `user` nobody.
    bool finds_user = false;
    /// A cookie other than the session's carries authority here: demand our own Origin from every
    /// caller of an unsafe method.
    bool own_origin_only = false;
    /// Other sites' pages post here, and may: nothing is done on their word, nor on a cookie's.
    bool any_origin = false;
    /// Name of a configured rate limit (`RateRule`); empty: none.
    std::string_view limit = "";
    std::string_view tag = "";       ///< group in the OpenAPI document
    bool documented = true;          ///< appears in the OpenAPI document
    std::string_view produces = "";  ///< media type of an Output of Reply, for the document
};

/// Where an endpoint is and who may call it. Made at compile time; what is not sound does not
/// compile. Path segments are literals or whole `{parameters}` in camelCase; `{name*}` as the last
/// one takes the rest of the path, slashes and all.
struct Route {
    net::Method method;
    std::string_view path;
    Access access;
    Scope scope;  ///< what a key, token or session must hold; Scope::none for nothing special
    std::string_view summary;
    RouteOptions options;

    consteval Route(net::Method m, std::string_view p, Access a, Scope s, std::string_view text,
                    RouteOptions rest = {})
        : method(m), path(p), access(a), scope(s), summary(text), options(rest) {
        if (!is_sound(p)) throw "a path begins with / and has whole {segments}";
        if (text.empty()) throw "a route needs a summary";
        if (a == Access::open && s != Scope::none) throw "an open route cannot ask for a scope";
        if (rest.any_origin && (a != Access::open || rest.identify || rest.own_origin_only))
            throw "what any site may post cannot count on who sends it";
    }

    static constexpr bool is_sound(std::string_view pattern) {
        if (pattern.empty() || pattern.front() != '/') return false;
        if (pattern.size() > 1 && pattern.back() == '/') return false;
        bool inside = false;
        char before = '\0';
        for (const char c : pattern) {
            if (c == '/' && (before == '/' || inside)) return false;
            if (c == '{' && (before != '/' || inside)) return false;
            if (before == '}' && c != '/') return false;
            if (c == '}' && (!inside || before == '{')) return false;
            if (c == '{') inside = true;
            if (c == '}') inside = false;
            if (c == '?' || c == '#' || c == ' ' || c == '%') return false;
            before = c;
        }
        return !inside;
    }
};

}  // namespace fairlead::http
