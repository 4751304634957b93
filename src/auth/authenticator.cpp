// SPDX-License-Identifier: Apache-2.0
#include "auth/authenticator.h"

#include "base/text.h"
#include "http/cookies.h"

namespace fairlead::auth {
namespace {

constexpr const char* user_header = "Fairlead-User";

Error unauthenticated(const char* message) { return Error{Errc::unauthenticated, message}; }

Error not_for_that_user(const char* message) {
    return Error{.code = Errc::forbidden, .message = message, .reason = "act_as_refused"};
}

/// The fields of one name: how many, and the first.
struct Fields {
    std::size_t count = 0;
    std::string_view first;
};

Fields fields_of(const net::Headers& headers, std::string_view wanted) {
    Fields fields;
    for (const auto& [name, value] : headers) {
        if (name.size() != wanted.size() || !equal_ignoring_case(name, wanted)) continue;
        if (fields.count++ == 0) fields.first = value;
    }
    return fields;
}

/// The token of the one Authorization header (RFC 6750 section 2.1), as it stands there.
Result<std::string_view> bearer_token(const net::Headers& headers) {
    const Fields fields = fields_of(headers, "Authorization");
    if (fields.count != 1) return unauthenticated("Send one Authorization header.");
    const std::string_view value = trim(fields.first);
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos || !equal_ignoring_case(value.substr(0, space), "Bearer")) {
        return unauthenticated("Send \"Authorization: Bearer\" with an API key or a token.");
    }
    return trim(value.substr(space));
}

/// Whom the request is for, if it says so.
Result<std::optional<std::string>> named_user(const net::Headers& headers) {
    const Fields fields = fields_of(headers, user_header);
    if (fields.count == 0) return std::optional<std::string>{};
    if (fields.count > 1) return Error{Errc::invalid, "Send one Fairlead-User header."};
    CHECK_OK(check_external_id(fields.first));
    return std::optional<std::string>{fields.first};
}

Caller caller_of(const storage::ApiKey& key) {
    Caller caller;
    caller.kind = CallerKind::api_key;
    caller.workspace = key.workspace;
    caller.role = has(key.scopes, Scope::admin) ? Role::admin : Role::member;
    caller.scopes = key.scopes;
    caller.api_key = key.id;
    return caller;
}

Caller caller_of(const Sessions::Found& found) {
    Caller caller;
    caller.kind = CallerKind::session;
    caller.workspace = found.session.workspace;
    caller.user = found.user.id;
    caller.role = found.user.role;
    caller.scopes = session_scopes(found.user.role);
    caller.session = found.session.id;
    return caller;
}

}  // namespace

Task<Result<Caller>> RequestAuthenticator::authenticate(const net::Request& request,
                                                        http::FindUser find) {
    const auto cookie = http::find_cookie(request.headers, http::session_cookie);
    const bool has_header = request.headers.has("Authorization");
    if (cookie && has_header) {
        co_return Error{Errc::invalid,
                        "Send a session cookie or an Authorization header, not both."};
    }
    if (!cookie && !has_header) co_return Caller{};
    CO_TRY(auto user, named_user(request.headers));
    if (has_header) {
        CO_TRY(const std::string_view token, bearer_token(request.headers));
        const auto hash = api_key_hash(token);
        if (!hash) {
            if (token.starts_with(api_key_prefix))
                co_return unauthenticated("This API key is not known.");
            if (user) co_return not_for_that_user("A token acts for its own user alone.");
            std::string jwt{token};
            co_return co_await by_jwt(std::move(jwt));
        }
        ApiKeys::Key key = services_.keys.find_remembered(*hash);
        if (key == nullptr) {
            CO_TRY(key, co_await services_.keys.find_usable(*hash));
        }
        // Absent, revoked and expired look alike.
        if (key == nullptr) co_return unauthenticated("This API key is not known.");
        if (find == http::FindUser::by_endpoint && key->act_as == ActAs::any) {
            Caller caller = caller_of(*key);
            caller.external_user = std::move(user);
            co_return caller;
        }
        co_return co_await by_key(std::move(key), std::move(user));
    }
    if (user) co_return not_for_that_user("A session acts for its own user alone.");
    std::string token{*cookie};
    co_return co_await by_session(std::move(token));
}

std::optional<Caller> RequestAuthenticator::recognise(const net::Request& request,
                                                      http::FindUser find) {
    if (find != http::FindUser::by_endpoint) return std::nullopt;
    if (http::find_cookie(request.headers, http::session_cookie)) return std::nullopt;
    const auto token = bearer_token(request.headers);
    if (!token) return std::nullopt;
    const auto hash = api_key_hash(*token);
    if (!hash) return std::nullopt;
    const ApiKeys::Key key = services_.keys.find_remembered(*hash);
    if (key == nullptr || key->act_as != ActAs::any) return std::nullopt;
    auto user = named_user(request.headers);
    if (!user) return std::nullopt;
    Caller caller = caller_of(*key);
    caller.external_user = *std::move(user);
    return caller;
}

Task<Result<Caller>> RequestAuthenticator::by_session(std::string token) {
    CO_TRY(const auto found, co_await services_.sessions.find(std::move(token)));
    if (!found) co_return unauthenticated("Your session is over. Sign in again.");
    co_return caller_of(*found);
}

Task<Result<Caller>> RequestAuthenticator::by_key(ApiKeys::Key key, ExternalId user) {
    Caller caller = caller_of(*key);
    CO_TRY(caller.user, co_await acted_for(std::move(key), std::move(user)));
    co_return caller;
}

Task<Result<std::optional<UserId>>> RequestAuthenticator::acted_for(ApiKeys::Key key,
                                                                    ExternalId wanted) {
    if (key->act_as == ActAs::one) co_return co_await only_user(std::move(key), std::move(wanted));
    if (!wanted) co_return std::optional<UserId>{};
    if (key->act_as == ActAs::none) co_return not_for_that_user("This API key acts for nobody.");
    CO_TRY(const User user, co_await services_.users.ensure(key->workspace, *std::move(wanted)));
    co_return std::optional{user.id};
}

Task<Result<std::optional<UserId>>> RequestAuthenticator::only_user(ApiKeys::Key key,
                                                                    ExternalId wanted) {
    if (!key->user) co_return not_for_that_user("This API key acts for nobody.");
    CO_TRY(const User user, co_await services_.users.find_enabled(key->workspace, *key->user));
    if (wanted && wanted != user.external_id) {
        co_return not_for_that_user("This API key acts for another user alone.");
    }
    co_return std::optional{user.id};
}

Task<Result<Caller>> RequestAuthenticator::by_jwt(std::string token) {
    if (!looks_like_jwt(token)) co_return unauthenticated("This is no API key or token we know.");
    CO_TRY(JwtCaller proven, co_await services_.issuers.verify(std::move(token)));
    CO_TRY(const User user,
           co_await services_.users.ensure(proven.workspace, std::move(proven.subject)));
    Caller caller;
    caller.kind = CallerKind::jwt;
    caller.workspace = proven.workspace;
    caller.user = user.id;
    caller.role = proven.role;
    caller.scopes = proven.scopes;
    co_return caller;
}

}  // namespace fairlead::auth
