// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_metrics.h"

namespace fairlead::oauth {

namespace {

double seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

/// 20 microseconds to 1 s: a sync of a good disk is in the middle.
std::vector<double> window_bounds() {
    return {0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.2, 1};
}

}  // namespace

RefreshMetrics::RefreshMetrics(Metrics& metrics)
    : window(metrics.histogram("fairlead_refresh_window_seconds",
                               "From the last byte of a token answer to its journal slot being "
                               "durable",
                               {}, window_bounds())),
      unsettled(metrics.gauge("fairlead_refresh_unsettled",
                              "Token answers held only in memory, because journal and database "
                              "both refused them")),
      slots_in_use(
          metrics.gauge("fairlead_refresh_journal_slots_in_use", "Journal slots reserved or full")),
      lost_commits(metrics.counter("fairlead_refresh_lost_commits_total",
                                   "Token writes repeated because the database lost a commit")),
      vault_errors(metrics.counter("fairlead_refresh_vault_errors_total",
                                   "Stored credentials that did not open")),
      spares(metrics.counter("fairlead_refresh_spares_total",
                             "Token answers kept as spares of a newer generation")),
      metrics_(metrics) {}

void RefreshMetrics::call(const std::string& provider, OutcomeKind kind,
                          std::chrono::nanoseconds took) {
    metrics_
        .counter("fairlead_refreshes_total", "Refresh calls by how they ended",
                 {{"provider", provider}, {"outcome", to_text(kind)}})
        .add();
    metrics_
        .histogram("fairlead_refresh_call_seconds", "Duration of refresh calls",
                   {{"provider", provider}})
        .observe(seconds(took));
}

void RefreshMetrics::unknown_retry(catalog::Rotation rotation) {
    metrics_
        .counter("fairlead_refresh_unknown_retries_total",
                 "Refresh calls sent past an attempt of unknown outcome, by rotation class",
                 {{"rotation", to_text(rotation)}})
        .add();
}

const char* to_text(catalog::Rotation rotation) {
    switch (rotation) {
        case catalog::Rotation::none: return "none";
        case catalog::Rotation::additive: return "additive";
        case catalog::Rotation::grace: return "grace";
        case catalog::Rotation::strict: return "strict";
        case catalog::Rotation::strict_family: return "strict-family";
        case catalog::Rotation::unknown: return "unknown";
    }
    return "unknown";
}

}  // namespace fairlead::oauth
