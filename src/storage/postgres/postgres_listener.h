// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/task_scope.h"
#include "storage/commit_signal.h"
#include "storage/postgres/postgres_options.h"

#include <memory>

namespace fairlead::storage {

/// The commits of every node that wrote an event or a job, by LISTEN on a connection of its own.
/// When that is lost, and where a pooler stands between, it asks to look once a second instead.
class PostgresListener final : public CommitSignal {
public:
    /// `address` leads to the server itself, or is empty: then it only ticks.
    PostgresListener(PostgresOptions options, Loop& loop);
    /// stop() first.
    ~PostgresListener() override;

    void start();
    /// Not from a loop.
    void stop();

    /// Called by the loop's thread.
    void on_commit(std::function<void()> listener) override;

private:
    struct State;
    static Task<Result<void>> work(std::shared_ptr<State> state);
    static Task<Result<void>> listen(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;  // shared with the connection's handlers
    TaskScope scope_;
};

}  // namespace fairlead::storage
