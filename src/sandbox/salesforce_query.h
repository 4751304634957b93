// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Whose records a call is about, by its token and at their organization's own address; empty:
/// refused.
std::string find_salesforce_account(Realm& realm, const Call& call);

/// The API's errors are a list, whatever the status (public code samples).
Answer salesforce_error(int status, std::string_view code, std::string_view message);

/// A path of the API, the same at the addresses of all organizations.
struct SalesforcePath {
    std::string_view path;
    bool post;
    Answer (*answer)(Realm&, Call&);
};
/// Queries of accounts, contacts and opportunities, and new ones.
std::span<const SalesforcePath> salesforce_data_paths();

}  // namespace fairlead::sandbox
