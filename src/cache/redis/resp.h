// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::cache::redis {

/// What Redis answers: a value of RESP2.
struct Reply {
    enum class Kind : std::uint8_t { nothing, text, error, integer, list };
    Kind kind = Kind::nothing;
    std::string text = {};  ///< of a text, simple or bulk, and of an error
    std::int64_t number = 0;
    std::vector<Reply> items = {};

    /// Whether it is an error of that code, its first word: "READONLY".
    bool is_error(std::string_view code) const;
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// Adds a command as Redis reads it: words of any bytes.
void append_command(std::string& out, std::initializer_list<std::string_view> words);
std::string command(std::initializer_list<std::string_view> words);

/// Takes replies out of a stream of bytes that comes in pieces. Refuses what no Redis of ours
/// sends: texts above 16 MiB, lists of more than 4096 items or nested deeper than four.
class ReplyReader {
public:
    void add(std::string_view bytes);

    /// The next one; none while bytes are missing. After an Error nothing more can be read.
    Result<std::optional<Reply>> next();

private:
    std::string buffer_;
    std::size_t used_ = 0;
};

}  // namespace fairlead::cache::redis
