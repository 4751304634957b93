// SPDX-License-Identifier: Apache-2.0
#include "net/head_scan.h"

namespace fairlead::net {
namespace {

constexpr std::size_t most_lines = 101;  // the start line and a hundred fields

}  // namespace

HeadScan::State HeadScan::scan(std::string_view bytes) {
    while (true) {
        const std::size_t feed = bytes.find('\n', position_);
        if (feed == std::string_view::npos) {
            position_ = bytes.size();
            return State::more;
        }
        position_ = feed + 1;
        if (feed == line_ || bytes[feed - 1] != '\r') return State::malformed;
        const std::size_t length = feed - 1 - line_;
        if (length == 0) return lines_ == 0 ? State::malformed : State::complete;
        const char first = bytes[line_];
        if (first == ' ' || first == '\t') return State::malformed;
        if (++lines_ > most_lines) return State::too_many_fields;
        line_ = position_;
    }
}

}  // namespace fairlead::net
