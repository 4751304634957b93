// SPDX-License-Identifier: Apache-2.0
#include "net/head_scan.h"
#include "net/response_parser.h"
#include "target.h"

#include <algorithm>

namespace fairlead::fuzz {

namespace {

constexpr std::size_t most_body = 8192;

struct Reading {
    bool is_whole = false;
    net::ClientResponse response;
};

/// Plays the client's exchange: bytes come `step` at a time, then the other side closes.
Reading read_in_steps(std::string_view bytes, std::size_t step, bool answers_head) {
    Reading reading;
    net::ResponseParser parser{most_body, answers_head};
    net::HeadScan scan;
    if (scan.scan(bytes) != net::HeadScan::State::complete) return reading;
    if (!parser.read_head(bytes.substr(0, scan.size()))) return reading;
    std::size_t used = scan.size();
    std::size_t came = used;
    while (!parser.is_done()) {
        std::size_t taken = 0;
        const auto pending = bytes.substr(used, came - used);
        if (!pending.empty() && !parser.read_body(pending, taken)) return reading;
        FAIRLEAD_ASSERT(taken <= pending.size());
        used += taken;
        if (taken != 0) continue;
        if (came == bytes.size()) break;
        came = std::min(bytes.size(), came + step);
    }
    reading.is_whole = parser.is_done() || parser.read_end();
    reading.response = std::move(parser.response());
    return reading;
}

}  // namespace

void try_input(std::string_view input) {
    const std::size_t step = take_byte(input) + 1;
    const bool answers_head = take_byte(input) % 4 == 0;
    const Reading steps = read_in_steps(input, step, answers_head);
    const Reading whole = read_in_steps(input, input.size() + 1, answers_head);
    FAIRLEAD_ASSERT(steps.is_whole == whole.is_whole);
    if (!whole.is_whole) return;
    FAIRLEAD_ASSERT(steps.response.status == whole.response.status);
    FAIRLEAD_ASSERT(steps.response.body == whole.response.body);
    FAIRLEAD_ASSERT(whole.response.body.size() <= most_body);
}

}  // namespace fairlead::fuzz
