// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/redis/link.h"

#include <string>

namespace fairlead::cache::redis {

/// What may be expected of a Redis.
enum class Standing : std::uint8_t {
    ready,
    away,           ///< not now; it may come back by itself
    misconfigured,  ///< not before somebody changes a setting, ours or its own
};

/// The same for the operator: a line that says what is wrong and what to do. Nothing secret.
struct Verdict {
    Standing standing = Standing::ready;
    std::string line;
    std::string detail;
    /// It is ready, but something is not as it should be.
    std::string notice;
};

/// Signs in, chooses the database and looks at what Redis says of itself.
Task<Verdict> greet(Link& link, const Address& address, std::string place,
                    net::Deadline::Moment end);

/// Of a Redis that does not answer, or with nonsense.
Verdict away(const std::string& place, const Error& error);
/// Of an error that is its answer.
Verdict refused(const std::string& place, const Reply& error);
/// What is to be done about a Redis that says this of itself (INFO).
Verdict judge(const std::string& place, const std::string& info);

}  // namespace fairlead::cache::redis
