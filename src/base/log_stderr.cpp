// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <unistd.h>

#include <cerrno>
#include <climits>
#include <mutex>
#include <shared_mutex>

namespace fairlead {

namespace {

/// Standard error, one write a line, so that the lines of threads do not mix. Of a pipe the kernel
/// promises that only up to PIPE_BUF bytes: longer lines keep the others waiting.
class StandardError {
public:
    void write_line(std::string_view line) {
        thread_local std::string whole;
        whole.assign(line);
        whole += '\n';
        if (whole.size() <= PIPE_BUF) {
            const std::shared_lock together{mutex_};
            write_all(whole);
        } else {
            const std::unique_lock alone{mutex_};
            write_all(whole);
        }
    }

private:
    /// What cannot be written is dropped: there is nowhere else to say so.
    static void write_all(std::string_view rest) {
        while (!rest.empty()) {
            const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    std::shared_mutex mutex_;
};

}  // namespace

std::unique_ptr<Log> Log::to_stderr(const Clock& clock, LogLevel least) {
    // Shared with the sink, which std::function copies.
    auto standard_error = std::make_shared<StandardError>();
    return std::make_unique<Log>(clock, least, [standard_error](std::string_view line) {
        standard_error->write_line(line);
    });
}

}  // namespace fairlead
