// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Whose call of the API it is, or the answer that says why not.
struct GohighlevelCaller {
    std::string account = {};  ///< a sub-account's id, or the agency's
    bool is_agency = false;
    std::optional<Answer> refusal = {};
};
GohighlevelCaller find_gohighlevel_caller(Realm& realm, const Call& call, std::string_view scope);

/// common/common-schemas.json: the message is a text, or for 422 a list of them.
Answer gohighlevel_error(int status, json::value message, std::string_view error);
/// What one token sees of another's.
Answer gohighlevel_out_of_reach();

/// What an application may call for an account in ten seconds, and what is left to it.
struct GohighlevelQuota {
    std::int64_t most = 100;
    std::int64_t left = 99;
    std::int64_t left_today = 199'000;
};
constexpr std::int64_t gohighlevel_calls_in_burst = 100;
constexpr std::int64_t gohighlevel_calls_in_day = 200'000;
constexpr Milliseconds gohighlevel_burst{10'000};

void tell_gohighlevel_quota(const GohighlevelQuota& quota, Answer& answer);
Answer gohighlevel_too_many_calls(const GohighlevelQuota& quota);

/// Whether an id is the agency's, and no sub-account's.
bool is_gohighlevel_agency(std::string_view account);

/// Contacts and opportunities.
std::span<const Endpoint> gohighlevel_crm_endpoints();
std::span<const RecordKind> gohighlevel_crm_kinds();

}  // namespace fairlead::sandbox
