// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/credential.h"

#include <string>
#include <vector>

/// Platforms that issue a token for a credential and want a part of the credential beside it in every
/// call: the key of an application, say. Both are one sealed value in the place of an access token, so
/// that neither is ever without the other; the rest of the credential stays where it is.
namespace fairlead::oauth {

/// How whoever reads it as a token learns that it is one of these: a JSON object.
constexpr const char* carried_token_type = "Credentials";

/// The members of the credential that calls carry beside the token; empty: the token alone.
std::vector<std::string> members_beside(const catalog::AuthMethod& method);

/// Whether calls want something that is kept nowhere: an assertion, or an answer of the log-in.
bool wants_what_is_gone(const catalog::AuthMethod& method);

struct CarriedToken {
    Secret token;
    Credential members;  ///< without those that were left empty
};

/// `credential` as it is sealed (pack_credential).
Secret pack_carried(const Secret& token, const Secret& credential,
                    const std::vector<std::string>& members);
/// Back. `conflict` where what is stored is of another form than the provider's file now has.
Result<CarriedToken> unpack_carried(const Secret& packed);

/// The token alone, of what is sealed in its place.
Result<Secret> token_in(const catalog::AuthMethod& method, const Secret& access);

}  // namespace fairlead::oauth
