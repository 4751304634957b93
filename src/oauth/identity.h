// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/api_call.h"

namespace fairlead::oauth {

/// Who the connected account is (security.md 18: a stable subject, never an e-mail address).
struct Identity {
    std::string account_id;  ///< empty: the platform names nobody
    std::string account_name;
    Json metadata;
};

struct FoundIdentity {
    std::optional<ConnectFault> fault;
    Identity identity;
};

/// Asks as the provider's `whoami` says, and reads the typed metadata (SPEC A12). A provider
/// without `whoami` has an empty account id. An answer without an id is a fault, and so is a
/// metadata field that is neither there nor optional, or of another kind than declared.
Task<Result<FoundIdentity>> find_identity(ConnectContext& context, const OAuthClient& client,
                                          const Secret& access_token, const CallMaterial& means);

/// A typed member from text of a platform: `invalid` when it is not of the kind.
Result<json::value> typed_metadata(const catalog::MetadataField& field, const json::value& found);

}  // namespace fairlead::oauth
