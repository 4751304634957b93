// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <memory>
#include <string>
#include <vector>

namespace fairlead::net {

/// A server's certificate and key, TLS 1.2 or newer. Immutable, thread-safe.
class ServerTls {
public:
    static Result<std::shared_ptr<ServerTls>> create(const std::string& certificate_chain_pem,
                                                     const Secret& private_key_pem);
    ~ServerTls();
    ServerTls(const ServerTls&) = delete;
    ServerTls& operator=(const ServerTls&) = delete;

    struct Impl;
    Impl& impl() { return *impl_; }

private:
    explicit ServerTls(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Whom a client trusts: the system's authorities and what is added (the sandbox's CA).
struct TlsTrust {
    bool system_roots = true;
    std::vector<std::string> extra_roots_pem;
};

}  // namespace fairlead::net
