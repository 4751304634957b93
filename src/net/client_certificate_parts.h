// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "net/client_certificate.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace fairlead::net {

struct ClientCertificate::Impl {
    struct Free {
        void operator()(EVP_PKEY* owned) const { EVP_PKEY_free(owned); }
        void operator()(X509* owned) const { X509_free(owned); }
        void operator()(STACK_OF(X509) * owned) const { sk_X509_pop_free(owned, X509_free); }
    };
    std::unique_ptr<EVP_PKEY, Free> key;
    std::unique_ptr<X509, Free> own;
    std::unique_ptr<STACK_OF(X509), Free> others;
    std::string fingerprint;
    Time from;
    Time until;
};

}  // namespace fairlead::net
