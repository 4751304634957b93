// SPDX-License-Identifier: Apache-2.0
#include "app/redis_options.h"

namespace fairlead::app {

Result<cache::RedisOptions> redis_options(const Settings& settings, Disk& disk) {
    cache::RedisOptions options;
    TRY(options.connection.address, cache::redis::Address::parse(settings.redis.url.expose()));
    options.connection.sentinel_password = settings.redis.sentinel_password.duplicate();
    if (!settings.redis.ca_file.empty()) {
        TRY(options.connection.authority_pem, read_file(disk, settings.redis.ca_file, 64 * 1024));
    }
    options.prefix = settings.redis.prefix;
    return options;
}

Result<std::string> examine_redis(const Settings& settings, Disk& disk) {
    TRY(cache::RedisOptions options, redis_options(settings, disk));
    net::Loops loops{1};
    loops.start();
    std::string notice;
    const auto examine = [&]() -> Task<Result<void>> {
        CO_TRY(notice, co_await cache::RedisCache::examine(std::move(options)));
        co_return ok();
    };
    CHECK_OK(run_blocking(loops.at(0), examine));
    return notice;
}

}  // namespace fairlead::app
