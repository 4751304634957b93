// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"

#include <boost/beast/http/basic_parser.hpp>

namespace fairlead::net {

/// Beast's parser, filling our Request, and stricter than it (security.md 76): one Content-Length
/// with digits only, no Transfer-Encoding but "chunked" and only in HTTP/1.1, exactly one Host, no
/// chunk extensions; trailer fields are read and dropped. One object reads one request.
///
/// Feed it the whole head first (HeadScan finds it), then the body as it comes.
class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
    RequestParser(std::size_t max_head, std::size_t max_body);

    /// Reads the head; answers 0, or the status to refuse it with.
    int read_head(std::string_view head);
    /// Reads body bytes and answers 0 or a status. `taken` is how many were used: the rest
    /// belongs to the next request, or must come again with more behind it.
    int read_body(std::string_view bytes, std::size_t& taken);

    int version() const { return version_; }  ///< 10 or 11, 0 when the head was not read
    bool wants_continue() const { return expects_continue_; }
    Request& request() { return request_; }

private:
    using Text = boost::beast::string_view;
    using Code = boost::beast::error_code;

    void on_request_impl(boost::beast::http::verb verb, Text method, Text target, int version,
                         Code& failed) override;
    void on_field_impl(boost::beast::http::field name, Text name_text, Text value,
                       Code& failed) override;
    void on_header_impl(Code& failed) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& failed) override;
    std::size_t on_body_impl(Text bytes, Code& failed) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, Code& failed) override;
    std::size_t on_chunk_body_impl(std::uint64_t left, Text bytes, Code& failed) override;
    void on_finish_impl(Code& failed) override;
    void on_response_impl(int, Text, int, Code&) override {}

    void refuse(int status, Code& failed);
    int status_of(Code failed) const;
    void set_target(Text target, Code& failed);

    Request request_;
    std::string authority_;  ///< of an absolute-form target; replaces Host
    int refused_ = 0;
    int version_ = 0;
    int hosts_ = 0;
    bool has_length_ = false;
    bool head_read_ = false;
    bool has_chunk_ = false;
    bool expects_continue_ = false;
};

}  // namespace fairlead::net
