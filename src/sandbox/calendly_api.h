// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// A user. Ids are URIs, of users and of organizations.
struct CalendlyHost {
    const char* uri;
    const char* organization;
    const char* name;
    const char* email;
    std::int64_t per_minute;  ///< API requests: 500 with a paid plan, 50 without
    bool is_owner;            ///< of the organization: may ask for all that is in it
};
std::span<const CalendlyHost> calendly_hosts();
/// nullptr: there is nobody of that URI.
const CalendlyHost* find_calendly_host(std::string_view uri);

/// What is left to a user of a kind of call.
struct CalendlyQuota {
    std::int64_t limit = 0;
    std::int64_t used = 0;
    Seconds until_reset{0};
};
constexpr Seconds calendly_window{60};

void tell_calendly_quota(const CalendlyQuota& quota, Answer& answer);
Answer calendly_too_many_calls(const CalendlyQuota& quota);

/// Errors of the API have titles, those of OAuth have not (both community).
Answer calendly_error(int status, std::string_view title, std::string_view message);
/// And this one names what is wrong.
Answer calendly_invalid(std::string_view parameter, std::string_view message);

/// Whose call of the API it is, or the answer that says why not.
struct CalendlyEntry {
    const CalendlyHost* host = nullptr;
    CalendlyQuota quota = {};
    std::optional<Answer> refusal = {};
};
CalendlyEntry enter_calendly(Realm& realm, const Call& call, std::string_view scope);

}  // namespace fairlead::sandbox
