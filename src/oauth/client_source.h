// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "model/integration.h"

/// Where the client comes from that a platform is asked with.
namespace fairlead::oauth {

/// Whether the operator registers an application with the platform by hand and stores its client
/// id. Not where accounts connect by a form, nor where the platform registers clients itself.
bool needs_app(const catalog::ProviderSpec& provider);

/// Whether a member may connect with an app that they registered with the platform themselves.
/// `conflict`, with the reason "no_app_wanted": accounts connect otherwise, or the platform
/// registers its clients itself.
Result<void> check_member_app(const catalog::ProviderSpec& provider);

/// Whether a client of this platform has to have a secret.
bool needs_secret(const catalog::ProviderSpec& provider);

/// Whether the client id is the address of a document of ours (OAuth Client ID Metadata Document).
bool is_by_document(const catalog::ProviderSpec& provider);

/// `invalid`, at /clientId: a client of the operator's where its secret would follow a server that
/// the connecting person names, or where the platform takes none.
Result<void> check_own_client(const catalog::ProviderSpec& provider, const std::string& client_id);

/// The document's address; `base` is where our callbacks are, without a slash at the end.
std::string client_document_url(const std::string& base, const std::string& key);

/// The document of the integration that `key` names: nothing in it but what follows from its
/// address, so that it tells nobody what is set up here.
Json client_document(const std::string& base, const std::string& key);

/// `conflict`, "integration_not_configured": platforms must be able to fetch the document, and it
/// names the default redirect URI alone.
Result<void> check_document(const std::string& base, const Integration& integration);

}  // namespace fairlead::oauth
