// SPDX-License-Identifier: Apache-2.0
#include "support/certificates.h"

#include "base/clock.h"
#include "base/disk.h"
#include "crypto/x509.h"
#include "support/http_caller.h"

namespace fairlead::tests {

LoopbackCertificate write_loopback_certificate(const std::string& directory) {
    const Time now = SystemClock{}.now();
    const crypto::Validity validity{now - std::chrono::hours{1}, now + std::chrono::hours{24}};
    const auto authority = must(crypto::create_authority("Fairlead tests", validity));
    const auto server =
        must(crypto::issue_server_certificate(authority, {"localhost", "127.0.0.1"}, validity));
    LoopbackCertificate made;
    made.authority_pem = authority.certificate_pem;
    made.authority_path = directory + "/loopback-ca.pem";
    made.certificate_path = directory + "/loopback.pem";
    made.key_path = directory + "/loopback.key";
    SystemDisk disk;
    must(replace_file(disk, made.authority_path, authority.certificate_pem));
    must(replace_file(disk, made.certificate_path, server.certificate_pem));
    must(replace_file(disk, made.key_path, server.private_key_pem.expose()));
    return made;
}

}  // namespace fairlead::tests
