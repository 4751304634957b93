// SPDX-License-Identifier: Apache-2.0
#include "sandbox/spoil_wire.h"

#include "net/raw_answer.h"
#include "net/response_head.h"

#include <boost/crc.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

using Kind = FaultKind;

void append_little_endian(std::string& out, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

/// RFC 1952, with the text in a stored block (RFC 1951 section 3.2.4): valid, if not small.
std::string to_gzip(std::string_view text) {
    constexpr std::size_t longest_block = 0xffff;
    text = text.substr(0, longest_block);
    const auto size = static_cast<std::uint32_t>(text.size());
    std::string out{"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01", 11};
    append_little_endian(out, size, 2);
    append_little_endian(out, ~size, 2);
    out += text;
    boost::crc_32_type check;
    check.process_bytes(text.data(), text.size());
    append_little_endian(out, check.checksum(), 4);
    append_little_endian(out, size, 4);
    return out;
}

/// RFC 9112 section 7.1, in uneven pieces.
std::string to_chunks(std::string_view text, bool ends) {
    constexpr std::size_t longest_chunk = 7;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += longest_chunk) {
        const auto piece = text.substr(at, longest_chunk);
        net::append_chunk_size(out, piece.size());
        out.append(piece).append("\r\n");
    }
    if (ends) out += "0\r\nX-Sample-Trailer: end\r\n\r\n";
    return out;
}

/// An answer on its way to bytes.
struct Wire {
    std::string before;  ///< the head
    std::string fields;  ///< more of the head
    std::optional<std::uint64_t> length;
    bool chunked = false;
};

void spoil_length(Wire& wire, net::Response& response, std::string_view value) {
    const auto size = response.body.size();
    if (value == "short") {
        wire.length = size / 2;
    } else if (value == "long") {
        wire.length = size + 100;
    } else {
        wire.fields += "Content-Length: " + std::to_string(size / 2) + "\r\n";
    }
}

/// False where the fault is none of the wire's.
bool spoil(Wire& wire, net::Response& response, const Fault& fault) {
    switch (fault.kind) {
        case Kind::gzip:
            response.headers.set("Content-Encoding", "gzip");
            if (fault.value != "claimed") response.body = to_gzip(response.body);
            wire.length = response.body.size();
            return true;
        case Kind::interim:
            wire.before += "HTTP/1.1 " + std::to_string(fault.number(100)) + " Sample\r\n\r\n";
            return true;
        case Kind::chunked:
            response.body = to_chunks(response.body, fault.value != "endless");
            wire.chunked = true;
            wire.length.reset();
            return true;
        case Kind::length: spoil_length(wire, response, fault.value); return true;
        case Kind::long_head: {
            const auto size = std::clamp<std::int64_t>(fault.number(1'000'000), 0, 64'000'000);
            const std::string value(static_cast<std::size_t>(size), 'x');
            wire.fields += "X-Sample: " + value + "\r\n";
            return true;
        }
        case Kind::not_http: response.body = "SSH-2.0-sample\r\n"; return true;
        default: return false;
    }
}

std::string write(const Wire& wire, const net::Response& response) {
    std::string head;
    net::HeadOptions options;
    options.length = wire.length;
    options.chunked = wire.chunked;
    options.close = true;
    net::write_response_head(head, response, options);
    constexpr std::size_t blank_line = 2;
    head.insert(head.size() - blank_line, wire.fields);
    return wire.before + head + response.body;
}

}  // namespace

void spoil_wire(net::Response& response, const std::vector<PlayedFault>& faults) {
    Wire wire;
    wire.length = response.body.size();
    bool is_spoiled = false;
    bool is_http = true;
    for (const PlayedFault& played : faults) {
        is_spoiled = spoil(wire, response, played.fault) || is_spoiled;
        is_http = is_http && played.fault.kind != Kind::not_http;
    }
    if (!is_spoiled) return;
    if (is_http) response.body = write(wire, response);
    response.headers.set(net::raw_answer_field, "all");
}

}  // namespace fairlead::sandbox
