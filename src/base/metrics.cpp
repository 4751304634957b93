// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include "base/assert.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <variant>

namespace fairlead {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

const std::vector<double>& seconds_bounds() {
    static const std::vector<double> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,   0.5,   1,      2.5,   5,    10,    30};
    return bounds;
}

std::string number(double value) {
    if (value == infinity) return "+Inf";
    char text[32];
    return {text, std::to_chars(std::begin(text), std::end(text), value).ptr};
}

void append_escaped(std::string& out, std::string_view text, bool quote_too) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else {
            if (c == '\\' || (quote_too && c == '"')) out += '\\';
            out += c;
        }
    }
}

/// `a="1",b="2"`, in the order of names: the same labels are the same series.
std::string label_text(Labels labels) {
    std::ranges::sort(labels);
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += name + "=\"";
        append_escaped(out, value, true);
        out += '"';
    }
    return out;
}

void append_sample(std::string& out, std::string_view name, std::string_view labels,
                   std::string_view value) {
    out += name;
    if (!labels.empty()) {
        out += '{';
        out += labels;
        out += '}';
    }
    out += ' ';
    out += value;
    out += '\n';
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {
    FAIRLEAD_ASSERT(std::ranges::is_sorted(bounds_));
}

void Histogram::observe(double value) {
    if (std::isnan(value)) return;
    const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

struct Metrics::Family {
    using Series =
        std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

    std::string help;
    std::string_view type;
    std::map<std::string, Series> series;  // by label text

    static void write_histogram(std::string& out, const std::string& name,
                                const std::string& labels, const Histogram& histogram);
    void write(std::string& out, const std::string& name) const;
};

void Metrics::Family::write_histogram(std::string& out, const std::string& name,
                                      const std::string& labels, const Histogram& histogram) {
    const std::string before = labels.empty() ? "" : labels + ",";
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < histogram.counts_.size(); ++i) {
        total += histogram.counts_[i].load(std::memory_order_relaxed);
        const double bound = i < histogram.bounds_.size() ? histogram.bounds_[i] : infinity;
        append_sample(out, name + "_bucket", before + "le=\"" + number(bound) + "\"",
                      std::to_string(total));
    }
    append_sample(out, name + "_sum", labels, number(histogram.sum_.load()));
    append_sample(out, name + "_count", labels, std::to_string(total));
}

void Metrics::Family::write(std::string& out, const std::string& name) const {
    out += "# HELP " + name + ' ';
    append_escaped(out, help, false);
    out += "\n# TYPE " + name + ' ';
    out += type;
    out += '\n';
    for (const auto& [labels, one] : series) {
        if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&one)) {
            append_sample(out, name, labels, std::to_string((*counter)->value()));
        } else if (const auto* gauge = std::get_if<std::unique_ptr<Gauge>>(&one)) {
            append_sample(out, name, labels, std::to_string((*gauge)->value()));
        } else {
            write_histogram(out, name, labels, *std::get<std::unique_ptr<Histogram>>(one));
        }
    }
}

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

template <class T, class... Args>
T& Metrics::ensure(std::string_view type, std::string_view name, std::string_view help,
                   const Labels& labels, Args... args) {
    const std::string key = label_text(labels);
    const std::lock_guard lock{mutex_};
    auto& family = families_[std::string{name}];
    if (family == nullptr) {
        family = std::make_unique<Family>();
        family->help = help;
        family->type = type;
    }
    FAIRLEAD_ASSERT(family->type == type);
    const auto found = family->series.find(key);
    if (found != family->series.end()) return *std::get<std::unique_ptr<T>>(found->second);
    auto made = std::make_unique<T>(std::move(args)...);
    T& answer = *made;
    family->series.emplace(key, std::move(made));
    return answer;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    return ensure<Counter>("counter", name, help, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    return ensure<Gauge>("gauge", name, help, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels,
                              std::vector<double> bounds) {
    if (bounds.empty()) bounds = seconds_bounds();
    return ensure<Histogram>("histogram", name, help, labels, std::move(bounds));
}

std::string Metrics::text() const {
    std::string out;
    const std::lock_guard lock{mutex_};
    for (const auto& [name, family] : families_) family->write(out, name);
    return out;
}

}  // namespace fairlead
