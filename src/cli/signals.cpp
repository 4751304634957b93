// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.h"

#include <cerrno>
#include <ctime>

namespace fairlead::cli {

SignalWait::SignalWait() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void SignalWait::wait() const {
    int signal = 0;
    while (sigwait(&signals_, &signal) != 0) {}
}

bool SignalWait::wait_for(Milliseconds at_most) const {
    const auto seconds = std::chrono::floor<Seconds>(at_most);
    timespec limit{};
    limit.tv_sec = seconds.count();
    limit.tv_nsec = std::chrono::nanoseconds{at_most - seconds}.count();
    return sigtimedwait(&signals_, nullptr, &limit) > 0;
}

}  // namespace fairlead::cli
