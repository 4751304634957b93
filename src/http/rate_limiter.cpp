// SPDX-License-Identifier: Apache-2.0
#include "http/rate_limiter.h"

#include <algorithm>

namespace fairlead::http {

RateLimiter::RateLimiter(Cache& cache, std::vector<RateRule> rules)
    : cache_(cache), rules_(std::move(rules)) {}

const RateRule* RateLimiter::find(std::string_view name) const {
    const auto rule = std::ranges::find(rules_, name, &RateRule::name);
    return rule == rules_.end() ? nullptr : &*rule;
}

Task<Result<void>> RateLimiter::check(std::string name, std::string key) const {
    const RateRule* rule = find(name);
    if (rule == nullptr) co_return ok();
    std::string counter = "limit:" + name + ":" + key;
    const auto count = co_await cache_.increment(std::move(counter), rule->window);
    if (!count || count->value <= rule->count) co_return ok();
    Error error{Errc::rate_limited,
                "Too many attempts. Please try again " + wait_text(count->left) + "."};
    error.retry_after = std::chrono::ceil<Seconds>(count->left);
    co_return error;
}

std::string wait_text(Milliseconds wait) {
    const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<Seconds>(wait).count());
    const auto counted = [](std::int64_t n, const std::string& unit) {
        return "in " + std::to_string(n) + " " + unit + (n == 1 ? "" : "s");
    };
    if (seconds < 60) return counted(seconds, "second");
    const auto minutes = (seconds + 59) / 60;
    if (minutes < 120) return counted(minutes, "minute");
    return counted((minutes + 59) / 60, "hour");
}

}  // namespace fairlead::http
