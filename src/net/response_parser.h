// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"

#include <boost/beast/http/basic_parser.hpp>

namespace fairlead::net {

/// Beast's parser for answers, as strict as RequestParser: an answer whose length two readers
/// could see differently is refused. One object reads one answer; feed it the whole head first.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
public:
    /// `answers_head`: to a HEAD request, so no body follows. `sink` gets the body in pieces;
    /// without one it is gathered in the response.
    ResponseParser(std::size_t max_body, bool answers_head);

    Result<void> read_head(std::string_view head);
    Result<void> read_body(std::string_view bytes, std::size_t& taken);
    /// The other side closed: the end of an answer without length, else an error.
    Result<void> read_end();

    bool is_interim() const { return response_.status < 200; }
    ClientResponse& response() { return response_; }
    /// Body bytes that came since the last call.
    std::string take_body() { return std::exchange(response_.body, {}); }

private:
    using Text = boost::beast::string_view;
    using Code = boost::beast::error_code;

    void on_request_impl(boost::beast::http::verb, Text, Text, int, Code&) override {}
    void on_response_impl(int status, Text reason, int version, Code& failed) override;
    void on_field_impl(boost::beast::http::field name, Text name_text, Text value,
                       Code& failed) override;
    void on_header_impl(Code& failed) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& failed) override;
    std::size_t on_body_impl(Text bytes, Code& failed) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, Code& failed) override;
    std::size_t on_chunk_body_impl(std::uint64_t left, Text bytes, Code& failed) override;
    void on_finish_impl(Code& failed) override;

    Result<void> result_of(const Code& failed) const;

    ClientResponse response_;
    int version_ = 0;
    bool has_length_ = false;
    bool head_read_ = false;
    bool has_chunk_ = false;
};

/// Most bytes of an answer's head.
constexpr std::size_t longest_response_head = 64 * 1024;

}  // namespace fairlead::net
