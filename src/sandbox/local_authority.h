// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/disk.h"
#include "crypto/x509.h"
#include "net/tls.h"

#include <memory>
#include <string>

namespace fairlead::sandbox {

/// What the sandbox's server shows, and what its clients trust.
struct LocalTls {
    std::string ca_pem;
    std::shared_ptr<net::ServerTls> server;  ///< shared with the server's options
};

/// A fresh server certificate for localhost from the authority in `directory` (ca.pem and
/// ca.key), which is made there if it is absent or broken. An empty directory: nothing is kept.
Result<LocalTls> prepare_tls(Disk& disk, const Clock& clock, const std::string& directory);

}  // namespace fairlead::sandbox
