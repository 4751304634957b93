// SPDX-License-Identifier: Apache-2.0
#include "sandbox/google_access.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

Answer google_api_error(int code, std::string_view status, std::string_view reason,
                        std::string_view message) {
    const json::object one{{"domain", "global"}, {"reason", reason}, {"message", message}};
    json::object error{
        {"code", code}, {"message", message}, {"status", status}, {"errors", json::array{one}}};
    if (reason == "insufficientPermissions") {
        const json::object detail{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                                  {"reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"},
                                  {"domain", "googleapis.com"}};
        error.emplace("details", json::array{detail});
    }
    return Answer::json({{"error", std::move(error)}}, code);
}

Answer google_bad_request(std::string_view message) {
    return google_api_error(400, "INVALID_ARGUMENT", "badRequest", message);
}

Answer google_not_found() { return google_api_error(404, "NOT_FOUND", "notFound", "Not Found"); }

Answer google_quota_used_up(Time) {
    return google_api_error(403, "PERMISSION_DENIED", "userRateLimitExceeded",
                            "User Rate Limit Exceeded");
}

GoogleEntry enter_google(Realm& realm, const Call& call, const GoogleQuota& quota,
                         std::initializer_list<std::string_view> scopes) {
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    if (!token.token) {
        return {{}, google_api_error(401, "UNAUTHENTICATED", "authError", "Invalid Credentials")};
    }
    if (!std::ranges::any_of(scopes, [&](auto scope) { return token.has_scope(scope); })) {
        return {{},
                google_api_error(403, "PERMISSION_DENIED", "insufficientPermissions",
                                 "Request had insufficient authentication scopes.")};
    }
    const Time now = realm.clock.now();
    const auto who = "google " + std::string{quota.product} + " " + token.family->account;
    const auto reading = realm.rates.count(who, now, quota.calls_a_minute, Milliseconds{60'000});
    if (reading.is_over) return {{}, quota.refuse(now + reading.left)};
    return {token.family->account, std::nullopt};
}

}  // namespace fairlead::sandbox
