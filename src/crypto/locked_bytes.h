// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"

#include <cstddef>
#include <memory>

namespace fairlead::crypto {

/// A secret that must wait for long, in memory of its own: never swapped out (as far as
/// RLIMIT_MEMLOCK lets it), guarded on both sides, left out of core dumps, and wiped when it dies.
/// Costs several pages and system calls, so it is for few.
class LockedBytes {
public:
    /// Takes the secret over. Aborts when the machine has no memory left.
    explicit LockedBytes(Secret secret);
    LockedBytes(LockedBytes&&) noexcept = default;
    LockedBytes& operator=(LockedBytes&&) noexcept = default;
    LockedBytes(const LockedBytes&) = delete;
    LockedBytes& operator=(const LockedBytes&) = delete;
    ~LockedBytes() = default;

    /// A copy in ordinary memory, for as long as it is needed.
    Secret copy() const;

private:
    struct Free {
        void operator()(std::byte* memory) const noexcept;
    };
    std::size_t size_;
    std::unique_ptr<std::byte, Free> bytes_;
};

}  // namespace fairlead::crypto
