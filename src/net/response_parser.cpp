// SPDX-License-Identifier: Apache-2.0
#include "net/response_parser.h"
#include "net/message_text.h"

#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace fairlead::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t most_reserved_of_response = 1024 * 1024;

}  // namespace

ResponseParser::ResponseParser(std::size_t max_body, bool answers_head) {
    header_limit(longest_response_head + 1);
    body_limit(max_body);
    skip(answers_head);
}

Result<void> ResponseParser::result_of(const Code& failed) const {
    if (!failed || failed == http::error::need_more) return ok();
    if (failed == http::error::body_limit) {
        return Error{Errc::too_large, "The other side's answer is too large."};
    }
    return Error{Errc::provider_failed, "The other side's answer is not valid HTTP.",
                 failed.message()};
}

Result<void> ResponseParser::read_head(std::string_view head) {
    Code failed;
    const std::size_t taken = put(boost::asio::buffer(head.data(), head.size()), failed);
    CHECK_OK(result_of(failed));
    if (taken == head.size() && is_header_done()) return ok();
    return result_of(http::error::bad_field);
}

Result<void> ResponseParser::read_body(std::string_view bytes, std::size_t& taken) {
    taken = 0;
    // Of a body that is nothing but its last chunk, Beast 1.81 asserts to see all five bytes when it
    // looks again: that assertion would be anybody's to fail.
    if (chunked() && !has_chunk_ && bytes.size() < shortest_last_chunk) return ok();
    eager(true);
    Code failed;
    taken = put(boost::asio::buffer(bytes.data(), bytes.size()), failed);
    return result_of(failed);
}

Result<void> ResponseParser::read_end() {
    Code failed;
    if (is_header_done() && need_eof()) put_eof(failed);
    if (!failed && is_done()) return ok();
    return Error{Errc::provider_failed, "The other side closed the connection before its answer."};
}

void ResponseParser::on_response_impl(int status, Text, int version, Code& failed) {
    version_ = version;
    response_.status = status;
    const bool known = version == 10 || version == 11;
    // 101 would hand the connection to another protocol, which nobody asked for.
    if (!known) failed = http::error::bad_version;
    if (status < 100 || status > 599 || status == 101) failed = http::error::bad_status;
}

void ResponseParser::on_field_impl(http::field name, Text name_text, Text value, Code& failed) {
    if (head_read_) return;  // a trailer
    if (name == http::field::content_length) {
        if (has_length_ || !only_digits(std_view(value))) failed = http::error::bad_content_length;
        has_length_ = true;
    } else if (name == http::field::transfer_encoding) {
        const bool known = boost::beast::iequals(value, "chunked") && version_ == 11;
        if (!known) failed = http::error::bad_transfer_encoding;
    }
    response_.headers.add(std_view(name_text), std_view(value));
}

void ResponseParser::on_header_impl(Code&) { head_read_ = true; }

void ResponseParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
    if (!length) return;
    response_.body.reserve(std::min(static_cast<std::size_t>(*length), most_reserved_of_response));
}

std::size_t ResponseParser::on_body_impl(Text bytes, Code&) {
    response_.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void ResponseParser::on_chunk_header_impl(std::uint64_t, Text, Code&) { has_chunk_ = true; }

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, Text bytes, Code&) {
    response_.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void ResponseParser::on_finish_impl(Code&) {}

}  // namespace fairlead::net
