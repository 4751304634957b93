// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "catalog/template.h"

#include <string>
#include <string_view>

/// JWTs that stand for a credential at a token endpoint: as the grant (RFC 7523 section 2.1) or as
/// the client's authentication (section 2.2).
namespace fairlead::oauth {

/// Whether the method's file says how one is signed.
bool has_assertion(const catalog::AuthMethod& method);

/// Signs the method's `assertion`: its claims and header filled from `bindings`, an empty one left
/// out, `iat` and `exp` added. `invalid` for a key that is none, or of another kind than `alg`
/// wants: the person's to mend.
Result<Secret> sign_assertion(const catalog::AuthMethod& method, const catalog::Bindings& bindings,
                              Time now);

}  // namespace fairlead::oauth
