// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "base/mutex.h"

#include <array>
#include <unordered_map>
#include <vector>

namespace fairlead {

/// Makes one piece of work out of many callers' same wish: the first caller with a key runs the
/// work, in its own task and on its own loop; who comes with that key meanwhile, from any loop,
/// waits and gets a copy of the answer, error or not. Nothing is remembered afterwards.
///
/// If the first caller's task is cancelled, or dies, its followers are not: one of them runs its
/// own work, the others follow that one. A cancelled follower leaves at once. Thread-safe; must
/// outlive its callers.
template <class Key, class T, class Hash = std::hash<Key>>
class SingleFlight {
public:
    using Work = std::function<Task<Result<T>>()>;

    SingleFlight() = default;
    SingleFlight(const SingleFlight&) = delete;
    SingleFlight& operator=(const SingleFlight&) = delete;

    Task<Result<T>> run(Key key, Work work) {
        for (;;) {
            CO_CHECK(co_await check_cancelled());
            if (try_lead(key)) co_return co_await lead(key, std::move(work));
            std::function<void(Resume<T>)> start = [this, key](Resume<T> resume) {
                follow(key, std::move(resume));
            };
            auto answer = co_await suspend<T>(std::move(start), OnCancel::wake);
            if (answer || answer.error().code != Errc::cancelled) co_return answer;
        }
    }

    /// Keys somebody works on now.
    std::size_t flying() {
        std::size_t count = 0;
        for (auto& shard : shards_) count += shard.lock()->size();
        return count;
    }

private:
    using Followers = std::vector<Resume<T>>;
    using Shard = Mutex<std::unordered_map<Key, Followers, Hash>>;

    /// Tells the followers that nothing came of it, unless they were told otherwise.
    class Flight {
    public:
        Flight(SingleFlight& flights, const Key& key) : flights_(flights), key_(key) {}
        ~Flight() {
            if (!landed_) land(Error{Errc::cancelled, "The work was stopped."});
        }
        Flight(const Flight&) = delete;
        Flight& operator=(const Flight&) = delete;

        void land(const Result<T>& answer) {
            landed_ = true;
            for (const Resume<T>& resume : flights_.take_followers(key_)) resume(answer);
        }

    private:
        SingleFlight& flights_;
        Key key_;
        bool landed_ = false;
    };

    Shard& shard_of(const Key& key) { return shards_[Hash{}(key) % shards_.size()]; }

    bool try_lead(const Key& key) { return shard_of(key).lock()->try_emplace(key).second; }

    Task<Result<T>> lead(Key key, Work work) {
        Flight flight{*this, key};
        Result<T> answer = Error{Errc::internal, "The work did not run."};
        try {
            answer = co_await work();
        } catch (const std::exception& problem) {
            answer = Error{Errc::internal, "Something went wrong on our side.",
                           std::string{"exception: "} + problem.what()};
        }
        flight.land(answer);
        co_return answer;
    }

    void follow(const Key& key, Resume<T> resume) {
        {
            const auto flying = shard_of(key).lock();
            const auto found = flying->find(key);
            if (found != flying->end()) {
                found->second.push_back(std::move(resume));
                return;
            }
        }
        // It landed meanwhile: come back and lead.
        resume(Error{Errc::cancelled, "The work was over."});
    }

    Followers take_followers(const Key& key) {
        const auto flying = shard_of(key).lock();
        auto taken = flying->extract(key);
        return taken.empty() ? Followers{} : std::move(taken.mapped());
    }

    std::array<Shard, 16> shards_;
};

}  // namespace fairlead
