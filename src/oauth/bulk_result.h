// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "model/ids.h"

#include <optional>
#include <string>

namespace fairlead::oauth {

/// What became of one of many (SPEC A13), as it is stored with it. A link's address is not part of
/// it: that is as good as a secret, and sealed.
struct BulkResult {
    struct Failure {
        std::string code;     ///< as a problem's on the wire
        std::string message;  ///< for the caller
        std::optional<Seconds> retry_after;
    };

    std::optional<ConnectionId> connection;
    std::string provider;            ///< the integration's key; empty: not known
    std::optional<Time> expires_at;  ///< of a link or of the access token
    std::optional<Failure> failure;  ///< none: done

    static BulkResult failed(const Error& error);

    Json json() const;
    static Result<BulkResult> parse(const Json& stored);
};

}  // namespace fairlead::oauth
