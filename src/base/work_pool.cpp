// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"
#include "base/async.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace fairlead {

struct WorkPool::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> waiting;
    std::size_t limit = 0;
    bool stopping = false;
    std::vector<std::thread> threads;

    void run() {
        std::unique_lock lock{mutex};
        for (;;) {
            changed.wait(lock, [this] { return stopping || !waiting.empty(); });
            if (stopping) return;
            std::function<void()> work = std::move(waiting.front());
            waiting.pop_front();
            lock.unlock();
            work();
            work = nullptr;  // what it captured dies outside the lock
            lock.lock();
        }
    }
};

WorkPool::WorkPool(std::size_t threads, std::size_t queue_limit)
    : state_(std::make_unique<State>()) {
    FAIRLEAD_ASSERT(threads > 0);
    state_->limit = queue_limit;
    for (std::size_t i = 0; i < threads; ++i) {
        state_->threads.emplace_back([state = state_.get()] { state->run(); });
    }
}

WorkPool::~WorkPool() {
    {
        const std::lock_guard lock{state_->mutex};
        state_->stopping = true;
    }
    state_->changed.notify_all();
    for (std::thread& thread : state_->threads) thread.join();
}

bool WorkPool::submit(std::function<void()> work) {
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->stopping || state_->waiting.size() >= state_->limit) return false;
        state_->waiting.push_back(std::move(work));
    }
    state_->changed.notify_one();
    return true;
}

}  // namespace fairlead
