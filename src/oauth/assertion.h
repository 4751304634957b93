// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "catalog/template.h"

#include <string>
#include <string_view>

/// JWTs that stand for a credential at a token endpoint: as the grant (RFC 7523 section 2.1) or as
/// the client's authentication (section 2.2).
namespace fairlead::oauth {

/// A private key in PEM as people paste it — with line ends, with the `\n` of a JSON file, or with
/// all of them lost in an input field — on one line. Other text is left as it is.
std::string one_line_key(std::string_view text);

/// Whether the method's file says how one is signed.
bool has_assertion(const catalog::AuthMethod& method);

/// Signs the method's `assertion`: its claims and header filled from `bindings`, an empty one left
/// out, `iat` and `exp` added. `invalid` for a key that is none, or of another kind than `alg`
/// wants: the person's to mend.
Result<Secret> sign_assertion(const catalog::AuthMethod& method, const catalog::Bindings& bindings,
                              Time now);

}  // namespace fairlead::oauth
