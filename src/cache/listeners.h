// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "model/cache.h"

#include <list>
#include <memory>
#include <string>

namespace fairlead::cache {

/// Who listens to what on this node. Thread-safe. Subscriptions may outlive it.
class Listeners {
public:
    Listeners() : list_(std::make_shared<Shared>()) {}

    std::unique_ptr<Cache::Subscription> add(std::string channel, Cache::Listener listener);
    void tell(const std::string& channel, const std::string& message) const;
    /// Tells all that they may have missed something.
    void tell_missed() const;

private:
    class Held;
    struct Entry {
        std::string channel;
        Cache::Listener listener;
    };
    // The lock is held during calls: who ended a subscription is not called any more.
    using Shared = Mutex<std::list<Entry>>;
    std::shared_ptr<Shared> list_;  // shared with the subscriptions
};

}  // namespace fairlead::cache
