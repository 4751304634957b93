// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

#include <memory>
#include <string>

namespace fairlead::net {

/// What a client proves itself with in a TLS handshake (RFC 8446 section 4.4.2; RFC 8705 section 2):
/// a certificate, what leads from it to its authority, and the key. Immutable, thread-safe. The key
/// is not to be had back.
class ClientCertificate {
public:
    enum class Fault : std::uint8_t { none, certificate, key, pair };

    /// Both in PEM. Of several certificates that with the key's public half is the client's own; the
    /// others go along. `invalid` tells in `fault` which of the two is wrong, or that they do not
    /// belong together. No error repeats what was given.
    static Result<std::shared_ptr<const ClientCertificate>> create(const Secret& certificates_pem,
                                                                   const Secret& key_pem,
                                                                   Fault& fault);
    ~ClientCertificate();
    ClientCertificate(const ClientCertificate&) = delete;
    ClientCertificate& operator=(const ClientCertificate&) = delete;

    /// SHA-256 of the certificate, in hex: tells one from another, and nobody may not know it.
    const std::string& fingerprint() const;
    /// When it begins to hold, and ends to.
    Time from() const;
    Time until() const;

    struct Impl;
    const Impl& impl() const { return *impl_; }

private:
    explicit ClientCertificate(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace fairlead::net
