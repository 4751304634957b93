// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "net/client_certificate.h"
#include "oauth/operator_secrets.h"

/// The certificate that a platform wants in the TLS handshake of its calls (RFC 8705 section 2): two
/// of the operator's secret variables, as the method's file names them.
namespace fairlead::oauth {

/// nullptr where the method wants none. `conflict`, "integration_not_configured", with a fault at
/// `/secretVars/<name>` where one of the two cannot be read, or they do not belong together.
Result<std::shared_ptr<const net::ClientCertificate>> certificate_of(
    const catalog::AuthMethod& method, const SecretVars& secrets);

/// What an operator gives now (`given`, of `all` there is): `invalid`, with faults, where the two are
/// no pair, or the certificate is over or does not hold yet. What was stored before may run out.
Result<void> check_certificate(const catalog::AuthMethod& method, const SecretVars& all,
                               const SecretVars& given, Time now);

}  // namespace fairlead::oauth
