// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/health.h"

namespace fairlead::cache::redis {

Health::Health(Log& log, Metrics& metrics, std::size_t connections)
    : log_(log),
      connections_(connections),
      up_(metrics.gauge("fairlead_redis_up",
                        "1 while this node has all its connections to Redis.")),
      lost_(metrics.counter("fairlead_redis_connections_lost_total",
                            "Connections to Redis that broke.")),
      unanswered_(metrics.counter("fairlead_redis_unanswered_total",
                                  "Commands that were answered without Redis.")) {}

void Health::joined() {
    const auto state = state_.lock();
    ++state->connected;
    if (state->connected < connections_) return;
    up_.set(1);
    if (std::exchange(state->is_away, false)) log_.info("Redis is back");
}

void Health::left() {
    lost_.add();
    --state_.lock()->connected;
    up_.set(0);
}

void Health::failed(const Verdict& verdict) {
    const auto state = state_.lock();
    if (std::exchange(state->is_away, true)) return;
    up_.set(0);
    log_.warning(
        "Redis is lost. Fairlead goes on: this node counts rate limits alone, connects wait until "
        "it is back.",
        {{"why", verdict.line}, {"detail", verdict.detail}});
}

void Health::refused(const Reply& error) {
    const bool refuses = error.is_error("OOM") || error.is_error("MISCONF") ||
                         error.is_error("NOPERM") || error.is_error("NOREPLICAS");
    if (!refuses || refuses_writes_.exchange(true)) return;
    const Verdict verdict = redis::refused("Redis", error);
    log_.warning("Redis takes no writes. " + verdict.line, {{"detail", verdict.detail}});
}

void Health::took_write_again() {
    if (refuses_writes_.exchange(false)) log_.info("Redis takes writes again");
}

}  // namespace fairlead::cache::redis
