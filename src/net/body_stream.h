// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fairlead::net {

/// An answer's body that is made while it is sent. Used on the connection's loop.
class BodyStream {
public:
    virtual ~BodyStream() = default;

    /// The next piece; empty at the end. An Error, or another length than promised, cuts the
    /// connection, so that the client does not take a part for the whole.
    virtual Task<Result<std::string>> next() = 0;

    /// Known beforehand: sent as Content-Length. Otherwise the body goes in chunks.
    virtual std::optional<std::uint64_t> length() const { return std::nullopt; }
};

}  // namespace fairlead::net
