// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fairlead::tests {

/// An authority of this run and a certificate for 127.0.0.1 and localhost, as files.
struct LoopbackCertificate {
    std::string authority_pem;
    std::string authority_path;
    std::string certificate_path;
    std::string key_path;
};

LoopbackCertificate write_loopback_certificate(const std::string& directory);

}  // namespace fairlead::tests
