// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "sandbox/fault.h"

#include <map>
#include <string>
#include <vector>

namespace fairlead::sandbox {

/// What a request is about, as far as it can be told before it is worked on.
struct Subject {
    std::string client;
    std::string account;
    std::uint64_t family = 0;
};

/// A fault and whom it befalls: an empty or zero member is anybody.
struct FaultRule {
    std::uint64_t id = 0;
    Fault fault;
    Subject subject;
    std::int64_t skip = 0;   ///< so many matching requests are let pass first
    double probability = 1;  ///< of befalling one that matches
    std::uint64_t played = 0;
    /// Whether the request is worked on before its answer is spoiled: a refresh token is then
    /// rotated. Empty: as is usual for the fault.
    std::optional<bool> processed = {};
};

/// A fault that befalls a request.
struct PlayedFault {
    Fault fault;
    std::optional<bool> processed = {};
};

/// The faults that wait for their requests.
class FaultRules {
public:
    std::uint64_t add(FaultRule rule);
    bool remove(std::uint64_t id) { return rules_.erase(id) != 0; }
    void clear() { rules_.clear(); }
    /// Starts the sequence of chances anew: the same seed, the same faults.
    void seed(std::uint64_t seed) { state_ = seed; }

    /// Those that befall a request, which uses them up.
    std::vector<PlayedFault> take(Place place, const Subject& subject);

    const std::map<std::uint64_t, FaultRule>& rules() const { return rules_; }

private:
    bool is_due(FaultRule& rule);
    double chance();

    std::uint64_t last_ = 0;
    std::uint64_t state_ = 1;
    std::map<std::uint64_t, FaultRule> rules_;
};

}  // namespace fairlead::sandbox
