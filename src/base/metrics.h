// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// Only goes up. Thread-safe, lock-free.
class Counter {
public:
    void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// Goes both ways. Thread-safe, lock-free.
class Gauge {
public:
    void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
    void add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

/// Counts observations in fixed buckets (upper bounds, ascending). Thread-safe, lock-free.
class Histogram {
public:
    explicit Histogram(std::vector<double> bounds);
    void observe(double value);

private:
    friend class Metrics;
    std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;
    std::atomic<double> sum_{0};
};

/// Holds every metric of the process and writes them in Prometheus' text format 0.0.4. Ask once,
/// keep the reference: it lives as long as this does. Names are `fairlead_…`, base units, and no
/// label carries an id of a user or a connection. Thread-safe.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The same name and labels answer the same object.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    /// Seconds from 0.5 ms to 30 s, unless told otherwise.
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                         std::vector<double> bounds = {});

    std::string text() const;

private:
    struct Family;
    template <class T, class... Args>
    T& ensure(std::string_view type, std::string_view name, std::string_view help,
              const Labels& labels, Args... args);

    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace fairlead
