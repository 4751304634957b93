// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <cstddef>
#include <functional>
#include <optional>

namespace fairlead::net {

/// How the bytes of one answer go out, for a server that must know whether they left, or that
/// plays a bad one on purpose. Head and body count as one stretch of bytes.
struct Delivery {
    /// The connection is cut after so many bytes, over TLS without a closing alert; a shorter
    /// answer goes out whole.
    std::optional<std::size_t> cut_after = {};
    std::size_t piece = 0;  ///< bytes written at a time; 0: all at once
    Milliseconds pause{0};  ///< between pieces
    /// Called once, on the connection's loop, when the writing is over: whether the socket took
    /// every byte, and the other side had not hung up before. May be empty.
    std::function<void(bool whole)> done = {};
};

}  // namespace fairlead::net
