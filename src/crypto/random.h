// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"

namespace fairlead::crypto {

/// The machine's cryptographic generator. Thread-safe; parent and child of a fork draw different
/// bytes. Stops the process when the machine has no entropy.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::byte> out) override;
};

}  // namespace fairlead::crypto
