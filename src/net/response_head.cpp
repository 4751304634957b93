// SPDX-License-Identifier: Apache-2.0
#include "net/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace fairlead::net {
namespace {

struct Reason {
    int status;
    std::string_view phrase;
};

constexpr std::array<Reason, 43> reasons = {{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
}};

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

bool breaks_line(char c) { return c == '\r' || c == '\n' || c == '\0'; }

/// Whether one of eight bytes is below 0x0e, as those are that break a line; a byte behind such a
/// one may be taken for another.
bool has_low(std::uint64_t eight) {
    constexpr std::uint64_t each = 0x0101010101010101;
    return ((eight - each * 0x0e) & ~eight & (each * 0x80)) != 0;
}

bool breaks_no_line(std::string_view value) {
    std::uint64_t low = 0;
    std::size_t at = 0;
    for (std::uint64_t eight = 0; at + sizeof eight <= value.size(); at += sizeof eight) {
        std::memcpy(&eight, value.data() + at, sizeof eight);
        low |= has_low(eight) ? 1U : 0U;
    }
    const std::string_view rest = value.substr(at);
    if (low == 0) return std::none_of(rest.begin(), rest.end(), breaks_line);
    return std::none_of(value.begin(), value.end(), breaks_line);
}

constexpr std::array<bool, 256> name_bytes = [] {
    std::array<bool, 256> all{};
    for (std::size_t code = ' ' + 1; code < 0x7f; ++code) all[code] = code != ':';
    return all;
}();

bool is_safe(std::string_view name, std::string_view value) {
    const auto belongs = [](char c) { return name_bytes[static_cast<unsigned char>(c)]; };
    return !name.empty() && std::all_of(name.begin(), name.end(), belongs) && breaks_no_line(value);
}

void append_status_line(std::string& out, int status) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(std::clamp(status, 100, 999)));
    out.append(" ").append(reason_phrase(status)).append("\r\n");
}

}  // namespace

std::string_view reason_phrase(int status) {
    if (status == 200) return reasons[1].phrase;
    const auto* found = std::lower_bound(reasons.begin(), reasons.end(), status,
                                         [](const Reason& r, int s) { return r.status < s; });
    if (found == reasons.end() || found->status != status) return "";
    return found->phrase;
}

bool write_response_head(std::string& out, const Response& response, const HeadOptions& options) {
    const std::size_t before = out.size();
    append_status_line(out, response.status);
    out.append(options.date_line);
    for (const auto& [name, value] : response.headers) {
        if (!is_safe(name, value)) {
            out.resize(before);
            return false;
        }
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (has_body(response.status) && options.length) {
        out.append("Content-Length: ");
        append_number(out, *options.length);
        out.append("\r\n");
    } else if (has_body(response.status) && options.chunked) {
        out.append("Transfer-Encoding: chunked\r\n");
    }
    if (options.close) {
        out.append("Connection: close\r\n");
    } else if (options.old_keep_alive) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
    return true;
}

void append_chunk_size(std::string& out, std::size_t size) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16).ptr;
    out.append(digits.data(), end);
    out.append("\r\n");
}

Response refusal(int status) {
    Response response;
    response.status = status;
    response.close = true;
    response.headers.add("Content-Type", "application/problem+json");
    if (status == 405)
        response.headers.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    response.body = R"({"type":"about:blank","title":")" + std::string{reason_phrase(status)} +
                    R"(","status":)" + std::to_string(status) + "}";
    return response;
}

std::string write_date_line(std::int64_t unix_seconds) {
    using namespace std::chrono;
    constexpr std::array week = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array year = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds moment{seconds{unix_seconds}};
    const sys_days day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::array<char, 64> text;
    const int size = std::snprintf(
        text.data(), text.size(), "Date: %s, %02u %s %04d %02d:%02d:%02d GMT\r\n",
        week[weekday{day}.c_encoding()], unsigned{date.day()}, year[unsigned{date.month()} - 1],
        int{date.year()}, static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace fairlead::net
