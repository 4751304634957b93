// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"
#include "base/disk.h"
#include "cache/redis/redis_cache.h"

namespace fairlead::app {

/// The cache on Redis as these settings want it.
Result<cache::RedisOptions> redis_options(const Settings& settings, Disk& disk);

/// Whether that Redis may be used, for `fairlead doctor`; what is answered is a warning, or empty.
/// Not on a loop's thread.
Result<std::string> examine_redis(const Settings& settings, Disk& disk);

}  // namespace fairlead::app
