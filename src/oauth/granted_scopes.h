// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/provider_spec.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// The scopes that a token answer names; nullopt where it names none, which says nothing.
std::optional<std::vector<std::string>> granted_scopes(const json::value& document,
                                                       const catalog::TokenFields& read);

/// Gives `{granted/<scope>}` a value, an empty text, for each scope that the answer of the token call
/// or the exchange names. A URL of a list that holds one is passed over where it was not granted.
void bind_granted_scopes(catalog::Bindings& bindings, const catalog::AuthMethod& method,
                         const json::value& token_document);

}  // namespace fairlead::oauth
