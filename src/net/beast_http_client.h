// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.h"
#include "base/metrics.h"
#include "net/egress_guard.h"
#include "net/http_client.h"
#include "net/http_stream.h"
#include "net/name_resolver.h"
#include "net/tls.h"

#include <memory>

namespace fairlead::net {

/// HttpClient over Asio, Beast's parser and OpenSSL. Must outlive its calls, and be destroyed
/// before the loops they ran on. Every failure of an exchange, cancellation too, comes as an
/// Exchange without response: only it can say how far the request came.
class BeastHttpClient final : public HttpClient, public StreamingHttpClient {
public:
    /// Fails when the authorities of `trust` cannot be read. `ask` looks names up.
    static Result<std::unique_ptr<BeastHttpClient>> create(
        EgressGuard guard, const TlsTrust& trust, Log& log, Metrics& metrics,
        NameResolver::Ask ask = &NameResolver::ask_system);
    ~BeastHttpClient() override;

    Task<Result<Exchange>> send(ClientRequest request) override;
    Task<Result<Exchange>> stream(ClientRequest request, BodyFlow flow) override;

private:
    struct State;
    explicit BeastHttpClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace fairlead::net
