// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/redis/greeting.h"
#include "net/name_resolver.h"

#include <memory>
#include <string>

namespace fairlead::cache::redis {

/// How to come to Redis.
struct ConnectorOptions {
    Address address;
    Secret sentinel_password;   ///< empty: the sentinels want none
    std::string authority_pem;  ///< trusted beside the system's; empty: none
    Milliseconds within{2000};  ///< for the look-up, and again for the connection
};

/// Opens connections to the Redis that is the primary now. Thread-safe.
class Connector {
public:
    static Result<std::unique_ptr<Connector>> create(ConnectorOptions options);

    struct Opened {
        std::shared_ptr<Link>
            link;  ///< shared by who reads it and who writes it; null: see verdict
        Verdict verdict;
        std::string place;  ///< "Redis at host:port"
    };
    Task<Opened> open();

private:
    Connector(ConnectorOptions options, Tls tls);

    struct Found {
        Host host;
        Verdict verdict;
    };
    Task<Found> find_primary();
    Task<Found> ask_sentinel(Host sentinel, net::Deadline::Moment end);
    Task<Verdict> connect(Link& link, Host host, std::string place, net::Deadline::Moment end);
    Task<Opened> open_at(Host host);

    const ConnectorOptions options_;
    const Tls tls_;
    net::NameResolver names_{1};
};

}  // namespace fairlead::cache::redis
