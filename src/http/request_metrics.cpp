// SPDX-License-Identifier: Apache-2.0
#include "http/request_metrics.h"

#include <utility>

namespace fairlead::http {

RequestMetrics::RequestMetrics(Metrics& metrics, const Router& router)
    : metrics_(metrics), nowhere_(make_series("none", "any")) {
    for (const auto& endpoint : router.endpoints()) {
        const Route& route = *endpoint->info.route;
        series_[endpoint.get()] = make_series(std::string{route.path}, net::to_text(route.method));
    }
}

std::unique_ptr<RequestMetrics::Series> RequestMetrics::make_series(std::string route,
                                                                    std::string method) {
    auto series = std::make_unique<Series>();
    series->seconds = &metrics_.histogram("fairlead_http_request_duration_seconds",
                                          "Time from a request read to its answer made.",
                                          {{"method", method}, {"route", route}});
    series->route = std::move(route);
    series->method = std::move(method);
    return series;
}

Counter& RequestMetrics::counter(Series& series, int status) {
    auto& slot = series.by_status.at(static_cast<std::size_t>(status));
    Counter* known = slot.load(std::memory_order_acquire);
    if (known != nullptr) return *known;
    Counter& made = metrics_.counter(
        "fairlead_http_requests_total", "Requests answered.",
        {{"method", series.method}, {"route", series.route}, {"status", std::to_string(status)}});
    slot.store(&made, std::memory_order_release);
    return made;
}

void RequestMetrics::record(const Exchange& exchange, int status, std::chrono::nanoseconds took) {
    const auto found = series_.find(exchange.endpoint);
    Series& series = found == series_.end() ? *nowhere_ : *found->second;
    counter(series, status).add();
    series.seconds->observe(std::chrono::duration<double>(took).count());
}

}  // namespace fairlead::http
