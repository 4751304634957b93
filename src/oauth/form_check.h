// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/form_issue.h"
#include "oauth/identity.h"

namespace fairlead::oauth {

/// What the platform says of a form.
struct FormChecked {
    std::optional<ConnectFault> fault;
    std::vector<Fault> at;  ///< with a fault: the fields that it is about, where that is known
    Identity identity;
    FormTokens tokens;  ///< what calls carry; their `vars` are the form's and what calls found
};

/// Whose account it is, for the platforms that name none.
struct FormOwner {
    WorkspaceId workspace;
    UserId user;
};

/// `conflict`, "provider_config", where a provider's file names no call that proves a credential:
/// its form connects nobody.
Result<void> check_provable(const catalog::ProviderSpec& provider);

/// Proves a form's credential with the calls its provider's file has for that — `lookup`s, else
/// `whoami`, else `check`; a token that is issued for it proves it as well — and finds out whose
/// account it is. Documents of `from: token` are the token response, if there is one, and what the
/// form and the lookups brought, by name, without what is secret.
///
/// A platform that names nobody: the account is what of the credential is not secret (a user
/// name); else, for keys that nobody can guess, the key itself, as `key:` and a part of its hash
/// for this user and integration.
Task<Result<FormChecked>> check_form(ConnectContext& context, const OAuthClient& client,
                                     const FormContent& form, FormOwner owner);

}  // namespace fairlead::oauth
