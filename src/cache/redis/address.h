// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::cache::redis {

struct Host {
    std::string name;  ///< lower case; an IPv6 literal without brackets
    std::uint16_t port = 0;

    std::string text() const { return name + ":" + std::to_string(port); }
    friend bool operator==(const Host&, const Host&) = default;
};

/// Where Redis is and how to come in, as one URL says it:
///
///     redis[s]://[user][:password]@host[:port][/database]
///     redis[s]+sentinel://[user][:password]@host[:port],…/name-of-the-primary[/database]
///
/// User and password, percent-encoded, are those of Redis itself.
struct Address {
    bool is_secure = false;
    std::vector<Host> hosts;  ///< the server, or the sentinels
    std::string primary;      ///< what the sentinels call it; empty: there are none
    std::string user;
    Secret password;  ///< empty: none
    int database = 0;

    /// The error says what is wrong, and nothing of what was given.
    static Result<Address> parse(std::string_view url);
};

}  // namespace fairlead::cache::redis
