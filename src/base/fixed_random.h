// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"

#include <atomic>

namespace fairlead {

/// A reproducible sequence (SplitMix64) in place of real randomness, for tests. Thread-safe.
class FixedRandom final : public Random {
public:
    explicit FixedRandom(std::uint64_t seed = 1) : state_(seed) {}

    void fill(std::span<std::byte> out) override {
        std::uint64_t held = 0;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (i % 8 == 0) held = next();
            out[i] = static_cast<std::byte>(held >> (8 * (i % 8)));
        }
    }

private:
    std::uint64_t next() {
        constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_.fetch_add(step) + step;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    std::atomic<std::uint64_t> state_;
};

}  // namespace fairlead
