// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Whose company a call is about, with whose credential.
struct PipedriveCaller {
    std::string company;  ///< empty: refused
    bool by_api_token = false;
    std::vector<std::string> scopes;  ///< of a token of OAuth's
};
/// By a token of OAuth's or an API token, at the company's own host or the common one.
PipedriveCaller find_pipedrive_caller(Realm& realm, const Call& call);

/// The id of the person who connects a company; "" where there is no such company.
std::string pipedrive_user_of(std::string_view company);

Answer pipedrive_error(int status, std::string_view error);

/// A path of the API, the same at the hosts of all companies.
struct PipedrivePath {
    std::string_view path;
    bool post;
    Answer (*answer)(Realm&, Call&);
};
/// Deals, persons and organizations of the second version.
std::span<const PipedrivePath> pipedrive_crm_paths();
std::span<const RecordKind> pipedrive_crm_kinds();
/// Webhooks, of the first version.
std::span<const PipedrivePath> pipedrive_webhook_paths();

}  // namespace fairlead::sandbox
