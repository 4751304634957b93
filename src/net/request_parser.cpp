// SPDX-License-Identifier: Apache-2.0
#include "net/request_parser.h"

#include "base/text.h"
#include "net/message_text.h"
#include "net/url.h"

#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace fairlead::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t longest_target = 8192;
constexpr std::size_t most_reserved_of_request = 64 * 1024;

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

RequestParser::RequestParser(std::size_t max_head, std::size_t max_body) {
    header_limit(static_cast<std::uint32_t>(max_head) + 1);
    body_limit(max_body);
}

int RequestParser::read_head(std::string_view head) {
    Code failed;
    const std::size_t taken = put(boost::asio::buffer(head.data(), head.size()), failed);
    if (failed) return status_of(failed);
    return taken == head.size() && is_header_done() ? 0 : 400;
}

int RequestParser::read_body(std::string_view bytes, std::size_t& taken) {
    taken = 0;
    // Of a body that is nothing but its last chunk, Beast 1.81 asserts to see all five bytes when it
    // looks again: that assertion would be anybody's to fail.
    if (chunked() && !has_chunk_ && bytes.size() < shortest_last_chunk) return 0;
    eager(true);
    Code failed;
    taken = put(boost::asio::buffer(bytes.data(), bytes.size()), failed);
    if (failed == http::error::need_more) return 0;
    return failed ? status_of(failed) : 0;
}

void RequestParser::refuse(int status, Code& failed) {
    refused_ = status;
    failed = http::error::bad_value;
}

int RequestParser::status_of(Code failed) const {
    if (refused_ != 0) return refused_;
    if (failed == http::error::body_limit) return 413;
    if (failed == http::error::header_limit) return 431;
    if (failed == http::error::bad_version) return 505;
    return 400;
}

void RequestParser::on_request_impl(http::verb, Text method, Text target, int version,
                                    Code& failed) {
    if (version != 10 && version != 11) return refuse(505, failed);
    version_ = version;
    request_.method = net::parse_method(std_view(method));
    if (request_.method == Method::other) {
        const bool known = method == "TRACE" || method == "CONNECT";
        return refuse(known ? 405 : 501, failed);
    }
    set_target(target, failed);
    request_.headers.reserve(16, 512);
}

void RequestParser::set_target(Text target, Code& failed) {
    const std::string_view text = std_view(target);
    if (text.size() > longest_target) return refuse(414, failed);
    if (!is_visible(text) || text.find('#') != std::string_view::npos) return refuse(400, failed);
    if (text.front() == '/' || (text == "*" && request_.method == Method::options)) {
        request_.target = text;
        return;
    }
    // RFC 9112 section 3.2.2: a server takes the absolute form too; its host overrides Host.
    auto url = Url::parse(text);
    if (!url || url->has_userinfo) return refuse(400, failed);
    request_.target = url->target();
    authority_ = url->origin().substr(url->scheme.size() + 3);
}

void RequestParser::on_field_impl(http::field name, Text name_text, Text value, Code& failed) {
    if (head_read_) return;  // a trailer
    switch (name) {
        case http::field::content_length:
            if (has_length_ || !only_digits(std_view(value))) return refuse(400, failed);
            has_length_ = true;
            break;
        case http::field::transfer_encoding:
            if (!boost::beast::iequals(value, "chunked") || version_ != 11) {
                return refuse(400, failed);
            }
            break;
        case http::field::host: ++hosts_; break;
        case http::field::expect:
            if (!boost::beast::iequals(value, "100-continue")) return refuse(417, failed);
            expects_continue_ = version_ == 11;
            break;
        default: break;
    }
    request_.headers.add(std_view(name_text), std_view(value));
}

void RequestParser::on_header_impl(Code& failed) {
    head_read_ = true;
    // RFC 9112 section 3.2: more than one Host, or none in HTTP/1.1, is answered with 400.
    if (hosts_ > 1 || (hosts_ == 0 && version_ == 11)) return refuse(400, failed);
    if (!authority_.empty()) request_.headers.set("Host", authority_);
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
    if (!length) return;
    request_.body.reserve(std::min(static_cast<std::size_t>(*length), most_reserved_of_request));
}

std::size_t RequestParser::on_body_impl(Text bytes, Code&) {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, Text extensions, Code& failed) {
    has_chunk_ = true;
    if (!extensions.empty()) refuse(400, failed);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text bytes, Code&) {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void RequestParser::on_finish_impl(Code&) {}

}  // namespace fairlead::net
