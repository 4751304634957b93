// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "crypto/openssl_handle.h"

#include <string>

namespace fairlead::crypto {

/// PKCS #8 or traditional, unencrypted: an encrypted one is refused, never asked about.
Result<KeyHandle> read_private_pem(const Secret& pem);
/// SubjectPublicKeyInfo.
Result<KeyHandle> read_public_pem(const std::string& pem);
/// PKCS #8, unencrypted.
Result<Secret> write_private_pem(const EVP_PKEY& key);
/// SubjectPublicKeyInfo, of a key pair too.
Result<std::string> write_public_pem(const EVP_PKEY& key);

Result<X509Handle> read_certificate_pem(const std::string& pem);
Result<std::string> write_certificate_pem(const X509& certificate);

}  // namespace fairlead::crypto
