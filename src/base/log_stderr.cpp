// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace fairlead {

std::unique_ptr<Log> Log::to_stderr(const Clock& clock, LogLevel least) {
    // Not in spdlog's registry, which is global. One write a line: the lines of threads do not mix.
    auto logger = std::make_shared<spdlog::logger>(
        "fairlead", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return std::make_unique<Log>(clock, least, [logger](std::string_view line) {
        logger->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    });
}

}  // namespace fairlead
