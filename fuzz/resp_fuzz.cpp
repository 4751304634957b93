// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/resp.h"
#include "target.h"

#include <algorithm>

namespace fairlead::fuzz {

namespace {

using cache::redis::Reply;

struct Reading {
    bool is_sound = true;
    std::vector<Reply> replies;
};

Reading read_in_steps(std::string_view bytes, std::size_t step) {
    Reading reading;
    cache::redis::ReplyReader reader;
    while (!bytes.empty()) {
        reader.add(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        for (;;) {
            auto reply = reader.next();
            reading.is_sound = reply.has_value();
            if (!reply) return reading;
            if (!*reply) break;
            reading.replies.push_back(**std::move(reply));
        }
    }
    return reading;
}

}  // namespace

void try_input(std::string_view input) {
    const std::size_t step = take_byte(input) + 1;
    const Reading steps = read_in_steps(input, step);
    const Reading whole = read_in_steps(input, input.size() + 1);
    FAIRLEAD_ASSERT(steps.is_sound == whole.is_sound);
    FAIRLEAD_ASSERT(steps.replies == whole.replies);
}

}  // namespace fairlead::fuzz
