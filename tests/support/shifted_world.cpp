// SPDX-License-Identifier: Apache-2.0
#include "support/shifted_world.h"

#include "crypto/random.h"

namespace fairlead::tests {
namespace {

class ShiftedClock final : public Clock {
public:
    explicit ShiftedClock(std::shared_ptr<const Shift> shift) : shift_(std::move(shift)) {}

    Time now() const override { return machine_.now() + Milliseconds{shift_->wall_ms.load()}; }
    std::chrono::nanoseconds boottime() const override {
        return machine_.boottime() + Milliseconds{shift_->boot_ms.load()};
    }

private:
    SystemClock machine_;
    std::shared_ptr<const Shift> shift_;  // with the test, which changes it
};

}  // namespace

app::Outside shifted_world(std::shared_ptr<const Shift> shift) {
    app::Outside outside;
    outside.clock = std::make_unique<ShiftedClock>(std::move(shift));
    outside.random = std::make_unique<crypto::SystemRandom>();
    outside.disk = std::make_unique<SystemDisk>();
    return outside;
}

}  // namespace fairlead::tests
