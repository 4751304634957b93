// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "sandbox/client.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fairlead::sandbox {

struct SandboxOptions {
    std::string data_directory = {};  ///< for ca.pem and ca.key; empty: nothing is kept
    std::uint16_t port = 0;           ///< 0: any free one
    std::string host = "localhost";   ///< in the origin: localhost or 127.0.0.1
    std::size_t loops = 1;
    std::string control_key = {};  ///< empty: a random one
    Client client = default_client();
    std::size_t ledger_events = 200'000;  ///< kept at most
    std::size_t remembered_tokens = 256;  ///< refresh tokens of one grant, the oldest go first

    /// "acme-client" with any redirect URI on loopback, strict-family, tokens of 2 seconds.
    static Client default_client();
};

/// The application that is registered at each platform from the start, acme's too.
std::vector<Client> first_clients();

/// The stand-in for the platforms: an https server on loopback, with a certificate of its own
/// authority. Keeps all it knows in memory. start() and stop() from a thread that is not a loop's.
class Sandbox {
public:
    /// What it needs outlives it.
    struct Services {
        const Clock& clock;
        Random& random;
        Disk& disk;
        Log& log;
        Metrics& metrics;
    };

    static Result<std::unique_ptr<Sandbox>> create(SandboxOptions options, Services services);
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Listening when answered.
    Result<void> start();
    void stop();

    std::uint16_t port() const;
    /// https://localhost:port, as clients must write it.
    std::string origin() const;
    /// For clients to trust.
    const std::string& ca_pem() const;
    /// For `Authorization: Bearer` at /control.
    const std::string& control_key() const;

private:
    struct State;
    explicit Sandbox(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace fairlead::sandbox
