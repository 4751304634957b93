// SPDX-License-Identifier: Apache-2.0
#include "net/deadline.h"

namespace fairlead::net {

void Deadline::arm(Moment moment, std::function<void()> end) {
    disarm();
    armed_ = std::make_shared<Armed>();
    armed_->end = std::move(end);
    timer_.expires_at(moment);
    timer_.async_wait([armed = armed_](const boost::system::error_code& failed) {
        if (failed || !armed->end) return;
        armed->passed = true;
        armed->end();
    });
}

void Deadline::disarm() {
    if (!armed_) return;
    armed_->end = nullptr;
    armed_ = nullptr;
    timer_.cancel();
}

}  // namespace fairlead::net
