// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/secret.h"
#include "http/authenticator.h"
#include "http/rate_limiter.h"
#include "http/router.h"
#include "model/cache.h"

#include <memory>
#include <string>
#include <vector>

namespace fairlead::http {

struct PipelineOptions {
    /// PUBLIC_URL: its origin is ours, and https there turns HSTS on.
    std::string public_url;
    /// Further origins that are ours (FRONTEND_BASE_URL): cookie callers may come from them.
    std::vector<std::string> own_origins;
    /// Other origins whose pages may read answers (CORS), exact, without cookies.
    std::vector<std::string> cors_origins;
    /// Addresses or CIDR blocks whose X-Forwarded-For is believed.
    std::vector<std::string> trusted_proxies;
    std::vector<RateRule> limits;
};

/// What stands between the server and the endpoints; pipeline.cpp lists it, in order, with the
/// reason for each place. Thread-safe.
class Pipeline {
public:
    struct Services {
        const Router& router;
        Authenticator& authenticator;
        Cache& cache;
        const Clock& clock;
        Random& random;
        Log& log;
        Metrics& metrics;
    };

    /// Fails (invalid) on an origin or CIDR that is none, and on a route that names a limit that
    /// is not configured.
    static Result<std::unique_ptr<Pipeline>> create(PipelineOptions options, Services services);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// A net::Handler. Always answers: every Error and exception becomes a problem.
    Task<Result<net::Response>> answer(net::Request request) const;

    struct State;  ///< pipeline.cpp's own

private:
    explicit Pipeline(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace fairlead::http
