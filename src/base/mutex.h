// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <utility>

namespace fairlead {

/// A value and the lock that guards it: the value cannot be reached without holding the lock.
/// Never hold the guard over a suspension.
template <class T>
class Mutex {
public:
    template <class... Args>
    explicit Mutex(Args&&... args) : value_(std::forward<Args>(args)...) {}

    class Guard {
    public:
        T& operator*() const { return *value_; }
        T* operator->() const { return value_; }

    private:
        friend class Mutex;
        Guard(std::mutex& mutex, T& value) : lock_(mutex), value_(&value) {}
        std::unique_lock<std::mutex> lock_;
        T* value_;
    };

    [[nodiscard]] Guard lock() { return Guard{mutex_, value_}; }

private:
    std::mutex mutex_;
    T value_;
};

}  // namespace fairlead
