// SPDX-License-Identifier: Apache-2.0
#include "base/task_scope.h"

#include "base/assert.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <condition_variable>
#include <future>
#include <mutex>
#include <unordered_set>

namespace fairlead {

namespace {

using Work = std::function<Task<Result<void>>()>;

Error exception_error(const char* what) {
    return Error{Errc::internal, "Something went wrong on our side.",
                 std::string{"exception: "} + what};
}

/// Runs `work` to its end and drops it, so that nothing it captured outlives the report.
Task<void> run(Work work, std::function<void(Result<void>)> report) {
    // A cancelled task finishes what it must (a token that was just received is still stored); its
    // waits on the outside answer Errc::cancelled.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    Result<void> result = Error{Errc::internal, "The work did not run."};
    try {
        result = co_await work();
    } catch (const std::exception& problem) {
        result = exception_error(problem.what());
    } catch (...) {
        result = exception_error("of unknown type");
    }
    work = nullptr;
    report(std::move(result));
}

}  // namespace

struct TaskScope::State {
    struct Child {
        Child(Loop& its_loop, const char* its_name) : loop(its_loop), name(its_name) {}

        Loop& loop;
        const char* name;
        // Both are touched on the loop's thread alone.
        boost::asio::cancellation_signal signal;
        bool cancelled = false;
    };
    using ChildPtr = std::shared_ptr<Child>;  // shared with what is queued on its loop

    ErrorSink sink;
    mutable std::mutex mutex;
    std::condition_variable empty;
    std::unordered_set<ChildPtr> children;
    bool cancelled = false;

    void leave(const ChildPtr& child) {
        const std::lock_guard lock{mutex};
        children.erase(child);
        if (children.empty()) empty.notify_all();
    }

    void report(const char* name, const Result<void>& result) {
        if (result) return;
        if (result.error().code == Errc::cancelled) {
            const std::lock_guard lock{mutex};
            if (cancelled) return;
        }
        sink(name, result.error());
    }
};

namespace {

/// Signs a child off when the last trace of its coroutine is gone, however that comes about.
template <class State>
class Membership {
public:
    Membership(std::shared_ptr<State> state, typename State::ChildPtr child)
        : state_(std::move(state)), child_(std::move(child)) {}
    Membership(Membership&&) noexcept = default;
    Membership& operator=(Membership&&) = delete;
    ~Membership() {
        if (state_) state_->leave(child_);
    }

    State& state() const { return *state_; }
    const typename State::ChildPtr& child() const { return child_; }

private:
    std::shared_ptr<State> state_;
    typename State::ChildPtr child_;
};

}  // namespace

TaskScope::TaskScope(ErrorSink sink) : state_(std::make_shared<State>()) {
    state_->sink = std::move(sink);
}

TaskScope::~TaskScope() { FAIRLEAD_ASSERT(running() == 0); }

bool TaskScope::spawn(Loop& loop, const char* name, Work work) {
    auto child = std::make_shared<State::Child>(loop, name);
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->cancelled) return false;
        state_->children.insert(child);
    }
    Membership<State> member{state_, child};
    boost::asio::post(loop, [member = std::move(member), work = std::move(work)]() mutable {
        const auto& self = member.child();
        if (self->cancelled) return;
        auto report = [state = &member.state(), label = self->name](const Result<void>& result) {
            state->report(label, result);
        };
        auto slot = self->signal.slot();
        Loop& its_loop = self->loop;
        boost::asio::co_spawn(
            its_loop, run(std::move(work), std::move(report)),
            boost::asio::bind_cancellation_slot(
                slot, [member = std::move(member)](const std::exception_ptr&) {}));
    });
    return true;
}

void TaskScope::cancel() {
    std::unordered_set<State::ChildPtr> children;
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->cancelled) return;
        state_->cancelled = true;
        children = state_->children;
    }
    for (const auto& child : children) {
        boost::asio::post(child->loop, [child] {
            child->cancelled = true;
            child->signal.emit(boost::asio::cancellation_type::terminal);
        });
    }
}

std::size_t TaskScope::running() const {
    const std::lock_guard lock{state_->mutex};
    return state_->children.size();
}

void TaskScope::join() {
    std::unique_lock lock{state_->mutex};
    state_->empty.wait(lock, [this] { return state_->children.empty(); });
}

Result<void> run_blocking(Loop& loop, Work work) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    auto answer = promise->get_future();
    auto report = [promise](Result<void> result) { promise->set_value(std::move(result)); };
    promise.reset();
    boost::asio::post(loop, [&loop, work = std::move(work), report = std::move(report)]() mutable {
        boost::asio::co_spawn(loop, run(std::move(work), std::move(report)),
                              [](const std::exception_ptr&) {});
    });
    try {
        return answer.get();
    } catch (const std::future_error&) {
        return Error{Errc::cancelled, "The loop ended before its work."};
    }
}

}  // namespace fairlead
