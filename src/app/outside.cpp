// SPDX-License-Identifier: Apache-2.0
#include "app/outside.h"

#include "crypto/random.h"

namespace fairlead::app {

Outside Outside::real(LogLevel least) {
    Outside outside;
    outside.clock = std::make_unique<SystemClock>();
    outside.random = std::make_unique<crypto::SystemRandom>();
    outside.disk = std::make_unique<SystemDisk>();
    outside.log = Log::to_stderr(*outside.clock, least);
    return outside;
}

}  // namespace fairlead::app
