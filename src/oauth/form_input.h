// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/captured_vars.h"
#include "oauth/credential.h"
#include "oauth/oauth_client.h"

#include <map>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// A form as it was sent, unchecked.
struct FormInput {
    std::map<std::string, Secret> fields;  ///< of the credential
    Vars vars;
};

/// A form that was read. Usable where nothing is wrong with it.
struct FormContent {
    std::vector<Fault> faults;  ///< at `/fields/<name>` and `/vars/<name>`
    Credential credential;
    Vars vars;
};

/// Checks a form against the provider's file, all that is wrong at once. Blanks around a value are
/// not part of it, as they come along when a key is copied; only passwords keep theirs. What is
/// left empty counts as not given. `known`: variables that are there already, which the form's own
/// replace.
FormContent read_form(const OAuthClient& client, const FormInput& input, Vars known);

}  // namespace fairlead::oauth
