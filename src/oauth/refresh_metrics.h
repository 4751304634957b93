// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/metrics.h"
#include "base/time.h"
#include "catalog/provider_spec.h"
#include "oauth/refresh_outcome.h"
#include "oauth/token_outcome.h"

#include <string>

namespace fairlead::oauth {

/// What the refresh engine counts. Thread-safe.
class RefreshMetrics {
public:
    explicit RefreshMetrics(Metrics& metrics);

    /// A call ended.
    void call(const std::string& provider, OutcomeKind kind, std::chrono::nanoseconds took);
    /// A call past attempts of unknown outcome was sent (`refresh.md` section 5).
    void unknown_retry(catalog::Rotation rotation);

    Histogram& window;  ///< last byte received to slot durable: what no client can close
    Gauge& unsettled;   ///< answers that are durable nowhere yet
    Gauge& slots_in_use;
    Counter& lost_commits;  ///< the database forgot a commit: an alarm
    Counter& vault_errors;  ///< a stored credential that does not open
    Counter& spares;        ///< answers kept as a spare

private:
    Metrics& metrics_;
};

const char* to_text(catalog::Rotation rotation);

}  // namespace fairlead::oauth
