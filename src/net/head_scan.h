// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace fairlead::net {

/// Finds the end of a message head (RFC 9112 section 2.1) as it arrives, and refuses at once what
/// two servers might read differently: a line feed without carriage return, a folded line
/// (section 5.2), too many fields. Each byte is looked at once.
class HeadScan {
public:
    enum class State { more, complete, malformed, too_many_fields };

    /// `bytes` starts where the head starts, and holds at least what the last call held.
    State scan(std::string_view bytes);

    /// The head's length with its empty line, once complete.
    std::size_t size() const { return position_; }

private:
    std::size_t position_ = 0;
    std::size_t line_ = 0;
    std::size_t lines_ = 0;
};

}  // namespace fairlead::net
