// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

#include <string>
#include <vector>

namespace fairlead::crypto {

/// A certificate and its private key (ECDSA P-256, PKCS #8), both PEM.
struct Certificate {
    std::string certificate_pem;
    Secret private_key_pem;
};

/// How long a certificate holds.
struct Validity {
    Time from;
    Time to;
};

/// A self-signed authority that may sign server certificates and nothing below itself (RFC 5280
/// section 4.2.1.9). For the sandbox and for tests.
Result<Certificate> create_authority(const std::string& common_name, Validity validity);

/// A server certificate signed by `authority`. `names` are DNS names or IP addresses, at least
/// one. The certificate PEM is the chain: the server's, then the authority's.
Result<Certificate> issue_server_certificate(const Certificate& authority,
                                             const std::vector<std::string>& names,
                                             Validity validity);

}  // namespace fairlead::crypto
