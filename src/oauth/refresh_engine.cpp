// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_engine.h"

#include "base/async.h"
#include "base/backoff.h"

namespace fairlead::oauth {

namespace {

Uuid random_boot(Random& random) {
    Uuid boot;
    random.fill(std::as_writable_bytes(std::span{boot.bytes}));
    return boot;
}

}  // namespace

RefreshEngine::RefreshEngine(RefreshServices given, RefreshOptions chosen)
    : services(given),
      options(chosen),
      self{given.journal.node_id(), random_boot(given.random)},
      refreshes(given.database),
      connections(given.database),
      metrics(given.metrics),
      probe(chosen.on_failure),
      time(given.clock) {}

Task<Result<void>> RefreshEngine::transact(WorkspaceId workspace, storage::Database::Body body,
                                           storage::Priority priority) {
    CO_CHECK(probe.alive());
    const auto access = storage::Access::of(workspace);
    co_return co_await services.database.transaction(access, std::move(body), priority);
}

Task<Result<void>> RefreshEngine::try_once(const char* point, WorkspaceId workspace,
                                           storage::Database::Body body) {
    CO_CHECK(probe.pass(point));
    co_return co_await transact(workspace, std::move(body), storage::Priority::answers);
}

Task<Result<void>> RefreshEngine::transact_until_known(const char* point, WorkspaceId workspace,
                                                       storage::Database::Body body) {
    for (int tries = 0;; ++tries) {
        auto again = body;
        const auto done = co_await try_once(point, workspace, std::move(again));
        if (done) co_return ok();
        CO_CHECK(probe.alive());
        if (tries == 0)
            services.log.failure("An outcome could not be stored yet.", done.error(),
                                 {{"step", point}});
        if (is_draining()) co_return done.error();
        CO_CHECK(co_await sleep_for(retry_pause(tries)));
    }
}

Milliseconds RefreshEngine::poll_pause() {
    const auto range = static_cast<std::uint64_t>((options.poll_most - options.poll_least).count());
    return options.poll_least + Milliseconds{services.random.below(range + 1)};
}

Milliseconds RefreshEngine::retry_pause(int tries) {
    return options.retry_least +
           backoff_delay(tries, options.retry_least, options.retry_most, services.random);
}

}  // namespace fairlead::oauth
