// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace fairlead::net {

/// Bytes read and not yet used, in one piece. Grows up to a limit; a view holds until the next
/// prepare().
class ReadBuffer {
public:
    explicit ReadBuffer(std::size_t limit) : limit_(limit) {}

    std::string_view pending() const { return {bytes_.get() + begin_, end_ - begin_}; }
    bool is_full() const { return end_ - begin_ >= limit_; }

    /// Room for the next read; empty when full.
    boost::asio::mutable_buffer prepare();
    void commit(std::size_t size) { end_ += size; }
    void consume(std::size_t size);

private:
    std::size_t limit_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::unique_ptr<char[]> bytes_;
};

}  // namespace fairlead::net
