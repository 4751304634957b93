// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_listener.h"

#include "base/async.h"
#include "storage/postgres/postgres_connection.h"

#include <atomic>

namespace fairlead::storage {

namespace {

constexpr std::string_view listen_text = "LISTEN fairlead_commit";
constexpr auto look = Milliseconds{1'000};
/// A node may die between its commit and its word for it, so that silence is not trusted for long.
constexpr int looks_in_silence = 15;

}  // namespace

struct PostgresListener::State {
    State(PostgresOptions given, Loop& its_loop) : options(std::move(given)), loop(its_loop) {}

    void tell() {
        const auto held = listener.lock();
        if (*held) (*held)();
    }

    PostgresOptions options;
    Loop& loop;
    WorkPool connecting{1};
    Mutex<std::function<void()>> listener;
    std::shared_ptr<PostgresConnection> connection;  // shared with its socket's handlers
};

PostgresListener::PostgresListener(PostgresOptions options, Loop& loop)
    : state_(std::make_shared<State>(std::move(options), loop)),
      scope_([](std::string_view /*name*/, const Error& /*error*/) {}) {}

PostgresListener::~PostgresListener() { stop(); }

void PostgresListener::start() {
    scope_.spawn(state_->loop, "listening to commits", [state = state_] { return work(state); });
}

void PostgresListener::stop() {
    scope_.cancel();
    scope_.join();
}

void PostgresListener::on_commit(std::function<void()> listener) {
    *state_->listener.lock() = std::move(listener);
}

Task<Result<void>> PostgresListener::listen(std::shared_ptr<State> state) {
    const std::function<Result<PostgresConnection::Handle>()> connect = [state] {
        return PostgresConnection::connect(state->options);
    };
    CO_TRY(auto handle, co_await offload(state->connecting, connect));
    state->connection =
        std::make_shared<PostgresConnection>(state->loop, std::move(handle), state->options);
    // The state keeps the connection, so not the other way round.
    state->connection->on_notification([weak = std::weak_ptr{state}](auto what) {
        const auto alive = weak.lock();
        if (alive && what == PostgresConnection::Notified::notification) alive->tell();
    });
    state->connection->start();
    PostgresGroup group;
    group.push_back({listen_text, {}});
    CO_CHECK(co_await state->connection->run(std::move(group)));
    co_return ok();
}

Task<Result<void>> PostgresListener::work(std::shared_ptr<State> state) {
    const bool may_listen = !state->options.address.empty();
    for (int looks = 0;; ++looks) {
        const bool listens = state->connection && state->connection->is_open();
        if (may_listen && !listens) std::ignore = co_await listen(state);
        // Also right after a connection: what was told before it came is not told again.
        if (!listens || looks % looks_in_silence == 0) state->tell();
        if (const auto slept = co_await sleep_for(look); !slept) break;
    }
    if (state->connection) state->connection->close();
    co_return ok();
}

}  // namespace fairlead::storage
