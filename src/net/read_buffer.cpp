// SPDX-License-Identifier: Apache-2.0
#include "net/read_buffer.h"

#include <algorithm>
#include <cstring>

namespace fairlead::net {
namespace {

constexpr std::size_t first_capacity = 4096;

}  // namespace

boost::asio::mutable_buffer ReadBuffer::prepare() {
    const std::size_t held = end_ - begin_;
    if (begin_ != 0 && end_ == capacity_) {
        std::memmove(bytes_.get(), bytes_.get() + begin_, held);
        begin_ = 0;
        end_ = held;
    }
    if (end_ == capacity_ && capacity_ < limit_) {
        const std::size_t wanted = std::min(limit_, std::max(first_capacity, capacity_ * 2));
        auto larger = std::make_unique_for_overwrite<char[]>(wanted);
        if (held != 0) std::memcpy(larger.get(), bytes_.get(), held);
        bytes_ = std::move(larger);
        capacity_ = wanted;
    }
    return {bytes_.get() + end_, capacity_ - end_};
}

void ReadBuffer::consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
}

}  // namespace fairlead::net
