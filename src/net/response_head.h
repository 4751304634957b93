// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairlead::net {

/// The reason phrase of RFC 9110 section 15; "" where there is none.
std::string_view reason_phrase(int status);

/// What the server decides about an answer beside the handler's words.
struct HeadOptions {
    std::string_view date_line;           ///< "Date: …\r\n"
    std::optional<std::uint64_t> length;  ///< of the body; none: see `chunked`
    bool chunked = false;                 ///< neither: the body ends with the connection
    bool close = false;
    bool old_keep_alive = false;  ///< an HTTP/1.0 client asked to stay: it wants to be told
};

/// Appends status line and fields, with the body's length where the status has one (RFC 9110
/// section 8.6), to `out`. Answers false, and appends nothing, when a field's name or value would break
/// the framing.
bool write_response_head(std::string& out, const Response& response, const HeadOptions& options);

/// 204 and 304 and 1xx never carry a body.
constexpr bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

/// RFC 9112 section 7.1: the line before a chunk's bytes.
void append_chunk_size(std::string& out, std::size_t size);

/// A short problem+json (RFC 9457) for what the server answers by itself; the connection ends.
Response refusal(int status);

/// "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
std::string write_date_line(std::int64_t unix_seconds);

}  // namespace fairlead::net
