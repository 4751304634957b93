// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"
#include "net/client_certificate.h"
#include "net/test_certificates.h"

#include <string>

/// For tests: the certificate that every operator has.
namespace fairlead::oauth {

/// Since before the moment at which tests begin.
constexpr long certificate_begin = -1'000'000'000;

inline const net::TestAuthority::Issued& sample_pair() {
    static const auto pair =
        net::TestAuthority{}.issue("DNS:fairlead.example", 3600, certificate_begin);
    return pair;
}

inline std::shared_ptr<const net::ClientCertificate> sample_certificate() {
    auto fault = net::ClientCertificate::Fault::none;
    return *net::ClientCertificate::create(Secret::copy_of(sample_pair().certificate_pem),
                                           Secret::copy_of(sample_pair().key_pem), fault);
}

/// What an operator says of a variable that it stands in; "" of any other.
inline std::string sample_certificate(const catalog::AuthMethod& method, const std::string& name) {
    const auto& rule = method.client_certificate;
    if (rule && name == rule->certificate) return sample_pair().certificate_pem;
    return rule && name == rule->key ? sample_pair().key_pem : std::string{};
}

}  // namespace fairlead::oauth
