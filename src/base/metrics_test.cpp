// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

namespace fairlead {
namespace {

TEST(Metrics, WritesPrometheusText) {
    Metrics metrics;
    metrics.counter("fairlead_b_total", "How many.\nReally \\.", {{"z", "1"}, {"a", "q\"\\\n"}})
        .add(3);
    metrics.counter("fairlead_b_total", "How many.").add();
    metrics.gauge("fairlead_a", "Open.").set(-2);
    EXPECT_EQ(metrics.text(),
              "# HELP fairlead_a Open.\n"
              "# TYPE fairlead_a gauge\n"
              "fairlead_a -2\n"
              "# HELP fairlead_b_total How many.\\nReally \\\\.\n"
              "# TYPE fairlead_b_total counter\n"
              "fairlead_b_total 1\n"
              "fairlead_b_total{a=\"q\\\"\\\\\\n\",z=\"1\"} 3\n");
}

TEST(Metrics, HistogramBucketsAreCumulative) {
    Metrics metrics;
    Histogram& times = metrics.histogram("fairlead_t_seconds", "Time.", {{"k", "v"}}, {0.5, 2});
    for (const double value : {0.1, 0.5, 1.0, 5.0}) times.observe(value);
    times.observe(std::nan(""));
    EXPECT_EQ(metrics.text(),
              "# HELP fairlead_t_seconds Time.\n"
              "# TYPE fairlead_t_seconds histogram\n"
              "fairlead_t_seconds_bucket{k=\"v\",le=\"0.5\"} 2\n"
              "fairlead_t_seconds_bucket{k=\"v\",le=\"2\"} 3\n"
              "fairlead_t_seconds_bucket{k=\"v\",le=\"+Inf\"} 4\n"
              "fairlead_t_seconds_sum{k=\"v\"} 6.6\n"
              "fairlead_t_seconds_count{k=\"v\"} 4\n");
}

TEST(Metrics, SameNameAndLabelsAreTheSameObject) {
    Metrics metrics;
    Counter& one = metrics.counter("c", "", {{"a", "1"}, {"b", "2"}});
    EXPECT_EQ(&one, &metrics.counter("c", "", {{"b", "2"}, {"a", "1"}}));
    EXPECT_NE(&one, &metrics.counter("c", "", {{"a", "2"}, {"b", "2"}}));
    Histogram& times = metrics.histogram("h", "");
    EXPECT_EQ(&times, &metrics.histogram("h", "", {}, {1, 2}));
}

TEST(Metrics, ManyThreads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&metrics, i] {
            const Labels labels{{"i", std::to_string(i % 2)}};
            for (int n = 0; n < 1000; ++n) {
                metrics.counter("c", "", labels).add();
                metrics.histogram("h", "").observe(0.001);
                if (n % 100 == 0) static_cast<void>(metrics.text());
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(metrics.counter("c", "", {{"i", "0"}}).value(), 2000u);
    EXPECT_NE(metrics.text().find("h_count 4000\n"), std::string::npos);
}

TEST(MetricsDeathTest, OneNameOneType) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            Metrics metrics;
            metrics.counter("c", "");
            metrics.gauge("c", "");
        },
        "broken invariant");
}

}  // namespace
}  // namespace fairlead
