// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/metrics.h"
#include "http/exchange.h"

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>

namespace fairlead::http {

/// Counts requests by route pattern, never by path. Thread-safe; the usual case takes no lock.
class RequestMetrics {
public:
    RequestMetrics(Metrics& metrics, const Router& router);

    void record(const Exchange& exchange, int status, std::chrono::nanoseconds took);

private:
    /// One endpoint's series; counters are made when their status first occurs.
    struct Series {
        std::string route;
        std::string method;
        Histogram* seconds = nullptr;
        std::array<std::atomic<Counter*>, 600> by_status{};
    };

    std::unique_ptr<Series> make_series(std::string route, std::string method);
    Counter& counter(Series& series, int status);

    Metrics& metrics_;
    std::map<const Mounted*, std::unique_ptr<Series>> series_;  // fixed once made
    std::unique_ptr<Series> nowhere_;
};

}  // namespace fairlead::http
