// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Whose records a call is about, by its token and at the API's host of their data centre.
struct ZohoCaller {
    std::string organization = {};
    std::vector<std::string> scopes = {};
    std::optional<Answer> refusal = {};
};
ZohoCaller find_zoho_caller(Realm& realm, const Call& call);

/// The API's host in an organization's data centre; "" where there is no such organization.
std::string_view zoho_api_host_of(std::string_view organization);

/// The envelope of all of the API's errors.
Answer zoho_error(int status, std::string_view code, std::string_view message,
                  json::object details = {});
Answer zoho_scope_mismatch();
/// Without Retry-After (rate limits of version 8).
Answer zoho_too_many_calls();

/// A path of the API, the same in all data centres.
struct ZohoPath {
    std::string_view path;
    Answer (*answer)(Realm&, Call&);
};
/// Contacts, accounts and deals, to be read.
std::span<const ZohoPath> zoho_record_paths();
std::span<const RecordKind> zoho_record_kinds();

}  // namespace fairlead::sandbox
