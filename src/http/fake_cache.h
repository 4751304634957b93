// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cache.h"

#include <map>
#include <string>

namespace fairlead::http {

/// Counts in a map and forgets nothing; `broken` makes every call fail. For this folder's tests,
/// which may not see the real one beside it.
class FakeCache final : public Cache {
public:
    Task<Result<std::optional<std::string>>> get(std::string) override { co_return none(); }
    Task<Result<void>> put(std::string, std::string, Milliseconds) override { co_return ok(); }
    Task<Result<std::optional<std::string>>> take(std::string) override { co_return none(); }
    Task<Result<void>> erase(std::string) override { co_return ok(); }
    Task<Result<Count>> increment(std::string key, Milliseconds) override {
        if (broken) co_return Error{Errc::unavailable, "down"};
        co_return Count{++counts[key], left};
    }
    void publish(std::string, std::string) override {}
    std::unique_ptr<Subscription> subscribe(std::string, Listener) override { return nullptr; }

    std::map<std::string, std::int64_t> counts;
    Milliseconds left{299001};
    bool broken = false;

private:
    static std::optional<std::string> none() { return std::nullopt; }
};

}  // namespace fairlead::http
