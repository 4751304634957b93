// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

/// What of a provider's file would be in the way of every account, so that whoever sets a platform
/// up learns it, and not whoever connects one.
namespace fairlead::oauth {

/// Whether accounts of this kind are connected on a page of the platform's.
bool has_consent_page(catalog::AuthKind kind);

/// `conflict`, "not_oauth": this version cannot connect accounts of this kind.
Result<void> check_kind(catalog::AuthKind kind);

/// `conflict`, "integration_not_configured": a member of the credential would be the operator's to
/// give, which Fairlead cannot keep yet.
Result<void> check_operator_field(const catalog::AuthMethod& method);

/// All of it: the above, those of check_issue, "not_oauth" for what a consent or the calls would
/// need besides, and "provider_config" where no call proves what is typed in. What the operator has yet to say is no part of it.
Result<void> check_connectable(const catalog::ProviderSpec& provider);

}  // namespace fairlead::oauth
