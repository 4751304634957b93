// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <string>
#include <vector>

namespace fairlead::api {

/// Whether this node can serve: what `/health/ready` asks. Thread-safe; quick, for it is asked
/// every few seconds.
class Readiness {
public:
    struct Check {
        std::string name;  ///< "database", "keys", "journal", "draining", …
        bool passed = true;
        std::string reason;  ///< for the operator, when it did not pass; nothing secret
    };

    virtual ~Readiness() = default;
    virtual Task<Result<std::vector<Check>>> checks() = 0;
};

}  // namespace fairlead::api
