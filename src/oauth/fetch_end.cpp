// SPDX-License-Identifier: Apache-2.0
#include "oauth/fetch_end.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::oauth {

using catalog::ErrorClass;

namespace {

std::string missing_scopes(const std::vector<std::string>& scopes, const Connection& connection) {
    std::vector<std::string> missing;
    for (const auto& scope : scopes) {
        const auto& granted = connection.scopes_granted;
        if (std::ranges::find(granted, scope) == granted.end()) missing.push_back(scope);
    }
    if (missing.empty()) return "The user must connect again and allow everything.";
    return "It is not allowed: " + join(missing, " ") +
           ". The user must connect again and allow it.";
}

std::string waiting(const std::optional<Seconds>& wait) {
    if (!wait) return "Try again in a few minutes.";
    return "Try again in " + std::to_string(wait->count()) + " seconds.";
}

}  // namespace

const char* to_text(FetchEnd end) {
    constexpr std::array names{"going_on", "complete",   "rate_limited", "unavailable", "reconnect",
                               "consent",  "permission", "operator",     "suspended",   "resync",
                               "refused",  "unreadable", "foreign_link", "circle"};
    return names[static_cast<std::size_t>(end)];
}

FetchEnd end_for(ErrorClass error_class) {
    switch (error_class) {
        case ErrorClass::none: return FetchEnd::complete;
        case ErrorClass::dead_token:
        case ErrorClass::expired:
        case ErrorClass::denied: return FetchEnd::reconnect;
        case ErrorClass::operator_config: return FetchEnd::operator_;
        case ErrorClass::rate_limited: return FetchEnd::rate_limited;
        case ErrorClass::transient: return FetchEnd::unavailable;
        case ErrorClass::consent: return FetchEnd::consent;
        case ErrorClass::permission: return FetchEnd::permission;
        case ErrorClass::suspended: return FetchEnd::suspended;
        case ErrorClass::resync: return FetchEnd::resync;
        case ErrorClass::bad_request: return FetchEnd::refused;
        case ErrorClass::unknown: return FetchEnd::unreadable;
    }
    return FetchEnd::unreadable;
}

std::string message_for(FetchEnd end, const catalog::ProviderSpec& provider,
                        const std::vector<std::string>& scopes, const Connection& connection,
                        const std::optional<Seconds>& wait) {
    const auto& name = provider.name;
    const auto file = "the file of provider '" + provider.id + "'";
    switch (end) {
        case FetchEnd::going_on:
        case FetchEnd::complete: return {};
        case FetchEnd::rate_limited:
            return name + " takes no more calls for this account now. " + waiting(wait);
        case FetchEnd::unavailable:
            return name + " has trouble, or cannot be reached. " + waiting(wait);
        case FetchEnd::reconnect:
            return name +
                   " does not take this account's token any more. The user must connect "
                   "again.";
        case FetchEnd::consent:
            return name + " wants a scope for this. " + missing_scopes(scopes, connection);
        case FetchEnd::permission:
            return "The account may not read this at " + name +
                   ". Its owner or administrator has to allow it in the platform's settings.";
        case FetchEnd::operator_:
            return name + " refuses this application. Its operator has to check the integration.";
        case FetchEnd::suspended:
            return name + " has suspended the account. Its owner has to settle that there.";
        case FetchEnd::resync:
            return name + " does not remember so far back. Read everything anew, without --since.";
        case FetchEnd::refused:
            return name + " takes the question for wrong: " + file + " may be out of date.";
        case FetchEnd::unreadable: return "The answer of " + name + " is not as " + file + " says.";
        case FetchEnd::foreign_link:
            return name + " names a next page at a host that is not its own; it is not followed.";
        case FetchEnd::circle:
            return "The pages of " + name + " lead in a circle: " + file + " may be out of date.";
    }
    return {};
}

}  // namespace fairlead::oauth
