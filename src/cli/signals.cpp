// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.h"

#include <cerrno>
#include <ctime>

namespace fairlead::cli {

SignalWait::SignalWait() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void SignalWait::wait(const std::function<void()>& hung_up) const {
    for (;;) {
        int signal = 0;
        if (sigwait(&signals_, &signal) != 0) continue;
        if (signal != SIGHUP) return;
        if (hung_up) hung_up();
    }
}

bool SignalWait::wait_for(Milliseconds at_most) const {
    const auto seconds = std::chrono::floor<Seconds>(at_most);
    timespec limit{};
    limit.tv_sec = seconds.count();
    limit.tv_nsec = std::chrono::nanoseconds{at_most - seconds}.count();
    const int signal = sigtimedwait(&signals_, nullptr, &limit);
    return signal > 0 && signal != SIGHUP;
}

}  // namespace fairlead::cli
