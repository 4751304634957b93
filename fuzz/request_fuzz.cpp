// SPDX-License-Identifier: Apache-2.0
#include "net/head_scan.h"
#include "net/request_parser.h"
#include "target.h"

#include <algorithm>
#include <vector>

namespace fairlead::fuzz {

namespace {

constexpr std::size_t most_head = 4096;
constexpr std::size_t most_body = 8192;

struct Reading {
    int status = 0;
    bool is_whole = false;
    net::Request request;
    std::size_t used = 0;
};

/// Plays the server's connection: bytes come `step` at a time.
Reading read_in_steps(std::string_view bytes, std::size_t step) {
    Reading reading;
    net::RequestParser parser{most_head, most_body};
    net::HeadScan scan;
    std::size_t came = 0;
    const auto more = [&] {
        if (came == bytes.size()) return false;
        came = std::min(bytes.size(), came + step);
        return true;
    };
    auto state = net::HeadScan::State::more;
    while (state == net::HeadScan::State::more && more()) state = scan.scan(bytes.substr(0, came));
    if (state != net::HeadScan::State::complete) return reading;
    reading.used = scan.size();
    reading.status = parser.read_head(bytes.substr(0, scan.size()));
    while (reading.status == 0 && !parser.is_done()) {
        std::size_t taken = 0;
        const auto pending = bytes.substr(reading.used, came - reading.used);
        if (!pending.empty()) reading.status = parser.read_body(pending, taken);
        FAIRLEAD_ASSERT(taken <= pending.size());
        reading.used += taken;
        if (taken == 0 && !more()) break;
    }
    reading.is_whole = reading.status == 0 && parser.is_done();
    reading.request = std::move(parser.request());
    return reading;
}

}  // namespace

/// Where the packets end must not matter: else what is a request depends on the network.
void try_input(std::string_view input) {
    const std::size_t step = take_byte(input) + 1;
    const Reading steps = read_in_steps(input, step);
    const Reading whole = read_in_steps(input, input.size() + 1);
    FAIRLEAD_ASSERT(steps.is_whole == whole.is_whole);
    if (!whole.is_whole) return;
    FAIRLEAD_ASSERT(steps.used == whole.used);
    FAIRLEAD_ASSERT(steps.request.body == whole.request.body);
    FAIRLEAD_ASSERT(steps.request.target == whole.request.target);
    FAIRLEAD_ASSERT(whole.request.body.size() <= most_body);
    static_cast<void>(whole.request.path());
    static_cast<void>(net::parse_pairs(whole.request.query()));
}

}  // namespace fairlead::fuzz
