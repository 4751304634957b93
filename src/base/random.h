// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace fairlead {

/// Where unpredictable bytes come from. Thread-safe. `crypto::SystemRandom` is the real one; a
/// test may play a fixed sequence.
class Random {
public:
    virtual ~Random() = default;

    /// Fills the whole span. Never fails: without entropy the process stops.
    virtual void fill(std::span<std::byte> out) = 0;

    /// A number in [0, bound), unbiased. `bound` > 0.
    std::uint64_t below(std::uint64_t bound);

    /// A number in [0, 1).
    double unit();

    /// `bytes` random octets as unpadded base64url (RFC 4648 section 5).
    std::string base64url(std::size_t bytes);
};

}  // namespace fairlead
