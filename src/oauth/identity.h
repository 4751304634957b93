// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/api_call.h"

namespace fairlead::oauth {

/// Who the connected account is (security.md 18: a stable subject, never an e-mail address).
struct Identity {
    std::string account_id;  ///< empty: the platform names nobody
    std::string account_name;
    Json metadata;
    /// The platform names nobody, and the id was made of the credential itself: another credential
    /// of the same connection has another one.
    bool is_made_up = false;
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

/// The same from documents that are there: `called` is what the `whoami` call answered.
FoundIdentity read_identity(const catalog::ProviderSpec& provider, const json::value& called,
                            const CallMaterial& means);

/// A typed member from text of a platform: `invalid` when it is not of the kind.
Result<json::value> typed_metadata(const catalog::MetadataField& field, const json::value& found);

}  // namespace fairlead::oauth
