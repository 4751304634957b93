// SPDX-License-Identifier: Apache-2.0
//
// What all calls of Calendly's API have in common: users, limits and errors.
#include "sandbox/calendly_api.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr CalendlyHost hosts[] = {
    {"https://api.calendly.com/users/SAMPLEUSER000001",
     "https://api.calendly.com/organizations/SAMPLEORG0000001", "First Sample",
     "first@sample.invalid", 500, true},
    {"https://api.calendly.com/users/SAMPLEUSER000002",
     "https://api.calendly.com/organizations/SAMPLEORG0000001", "Second Sample",
     "second@sample.invalid", 500, false},
    {"https://api.calendly.com/users/SAMPLEUSER000003",
     "https://api.calendly.com/organizations/SAMPLEORG0000003", "Third Sample",
     "third@sample.invalid", 50, true},
};

/// A token that we know of is over; one that we do not know was never good.
Answer refuse_token(const Realm& realm, const Call& call) {
    const bool is_known = realm.grants.find_token(bearer_token(call.request)) != nullptr;
    return calendly_error(401, "Unauthenticated",
                          is_known ? "The access token expired" : "The access token is invalid");
}

}  // namespace

std::span<const CalendlyHost> calendly_hosts() { return hosts; }

const CalendlyHost* find_calendly_host(std::string_view uri) {
    const auto found = std::ranges::find(
        hosts, uri, [](const CalendlyHost& each) { return std::string_view{each.uri}; });
    return found == std::end(hosts) ? nullptr : found;
}

/// X-RateLimit-Reset says how many seconds are left, not when.
void tell_calendly_quota(const CalendlyQuota& quota, Answer& answer) {
    const auto left = std::max<std::int64_t>(0, quota.limit - quota.used);
    answer.headers.set("X-RateLimit-Limit", std::to_string(quota.limit));
    answer.headers.set("X-RateLimit-Remaining", std::to_string(left));
    answer.headers.set("X-RateLimit-Reset", std::to_string(quota.until_reset.count()));
}

Answer calendly_too_many_calls(const CalendlyQuota& quota) {
    Answer answer = calendly_error(429, "Too Many Requests", "The limit of requests is reached.");
    tell_calendly_quota(quota, answer);
    return answer;
}

Answer calendly_error(int status, std::string_view title, std::string_view message) {
    return Answer::json({{"title", title}, {"message", message}}, status);
}

Answer calendly_invalid(std::string_view parameter, std::string_view message) {
    const json::object detail{{"parameter", parameter}, {"message", message}};
    return Answer::json({{"title", "Invalid Argument"},
                         {"message", "The supplied parameters are invalid."},
                         {"details", json::array{detail}}},
                        400);
}

CalendlyEntry enter_calendly(Realm& realm, const Call& call, std::string_view scope) {
    CalendlyEntry entry;
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    entry.host = token.family != nullptr ? find_calendly_host(token.family->account) : nullptr;
    if (entry.host == nullptr) {
        entry.refusal = refuse_token(realm, call);
        return entry;
    }
    const auto reading = realm.rates.count("calendly " + token.family->account, realm.clock.now(),
                                           entry.host->per_minute, calendly_window);
    entry.quota = {realm.rates.most(entry.host->per_minute), reading.used,
                   std::chrono::ceil<Seconds>(reading.left)};
    if (reading.is_over) {
        entry.refusal = calendly_too_many_calls(entry.quota);
    } else if (!token.has_scope(scope)) {
        entry.refusal = calendly_error(403, "Permission Denied",
                                       "The scope " + std::string{scope} + " is missing.");
        tell_calendly_quota(entry.quota, *entry.refusal);
    }
    return entry;
}

}  // namespace fairlead::sandbox
