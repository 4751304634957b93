// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "oauth/server_metadata.h"

#include <memory>

namespace fairlead::oauth {

/// A provider whose file leaves its addresses to an issuer that the operator names, at the addresses
/// that the issuer tells: who came back is known by a signed ID token, and a client shows who it is
/// in a way that the issuer takes. `provider_failed` where it takes none that is known here.
Result<std::shared_ptr<const catalog::ProviderSpec>> at_addresses_of(
    const catalog::ProviderSpec& provider, const ServerMetadata& server);

}  // namespace fairlead::oauth
