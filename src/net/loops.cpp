// SPDX-License-Identifier: Apache-2.0
#include "net/loops.h"

#include "base/assert.h"

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <thread>

namespace fairlead::net {

struct Loops::State {
    std::atomic<std::size_t> turn{0};
    std::vector<boost::asio::executor_work_guard<Executor>> work;
    std::vector<std::thread> threads;
};

Loops::Loops(std::size_t count) : state_(std::make_unique<State>()) {
    FAIRLEAD_ASSERT(count > 0);
    // The hint says that one thread runs a loop, which spares its queue most wake-ups. The locks
    // stay: other threads post to it.
    for (std::size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<Loop>(1));
}

Loops::~Loops() { stop(); }

void Loops::start() {
    FAIRLEAD_ASSERT(state_->threads.empty());
    for (auto& loop : loops_) {
        state_->work.emplace_back(loop->get_executor());
        state_->threads.emplace_back([&loop = *loop] { loop.run(); });
    }
}

void Loops::stop() {
    for (auto& loop : loops_) loop->stop();
    for (auto& thread : state_->threads) thread.join();
    state_->threads.clear();
    state_->work.clear();
}

Loop& Loops::next() {
    const std::size_t turn = state_->turn.fetch_add(1, std::memory_order_relaxed);
    return *loops_[turn % loops_.size()];
}

}  // namespace fairlead::net
