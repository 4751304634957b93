// SPDX-License-Identifier: Apache-2.0
// What a server must refuse so that nobody before it reads another request out of the same bytes
// (security.md 76), sent raw.
#include "net/raw_client.h"
#include "net/request_parser.h"
#include "net/server_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::net {
namespace {

using namespace std::string_literals;

struct Case {
    const char* name;
    std::string bytes;
    int status;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class RefusedRequest : public testing::TestWithParam<Case> {};

TEST_P(RefusedRequest, IsAnsweredOnceAndClosed) {
    ServerFixture server{echo, ServerFixture::quick(), 1};
    RawClient client{server.port()};
    ASSERT_TRUE(client.connected());
    // What follows must never be read as a request.
    client.send(GetParam().bytes + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    client.close_writing();
    const std::string answer = client.read_all();
    EXPECT_TRUE(client.ended());
    EXPECT_EQ(answer.substr(0, 13), "HTTP/1.1 " + std::to_string(GetParam().status) + " ")
        << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("smuggled"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << answer;
}

const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
const std::string get_head = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    All, RefusedRequest,
    testing::Values(
        Case{"length_and_chunked",
             post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"chunked_and_length",
             post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
        Case{"two_lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
        Case{"same_length_twice", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400},
        Case{"length_list", post + "Content-Length: 1, 1\r\n\r\na", 400},
        Case{"length_sign", post + "Content-Length: +1\r\n\r\na", 400},
        Case{"length_negative", post + "Content-Length: -1\r\n\r\n", 400},
        Case{"length_hex", post + "Content-Length: 0x1\r\n\r\na", 400},
        Case{"length_empty", post + "Content-Length:\r\n\r\n", 400},
        Case{"length_words", post + "Content-Length: 1 2\r\n\r\na", 400},
        Case{"length_overflow", post + "Content-Length: 18446744073709551617\r\n\r\na", 400},
        Case{"length_too_large", post + "Content-Length: 99999999\r\n\r\n", 413},
        Case{"coding_unknown", post + "Transfer-Encoding: gzip\r\n\r\n", 400},
        Case{"coding_list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"coding_identity", post + "Transfer-Encoding: identity\r\n\r\n", 400},
        Case{"coding_twice",
             post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             400},
        Case{"coding_chunked_twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
             400},
        Case{"coding_decorated", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        Case{"coding_quoted", post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 400},
        Case{"coding_vertical_tab", post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400},
        Case{"coding_in_http10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             400},
        Case{"space_before_colon", get_head + "X : y\r\n\r\n", 400},
        Case{"tab_before_colon", post + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"folded_line", get_head + "X: y\r\n z\r\n\r\n", 400},
        Case{"folded_with_tab", get_head + "X: y\r\n\tz\r\n\r\n", 400},
        Case{"folded_first_line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        Case{"bare_line_feed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        Case{"bare_line_feed_in_field", get_head + "X: y\nZ: w\r\n\r\n", 400},
        Case{"bare_carriage_return", get_head + "X: y\rZ: w\r\n\r\n", 400},
        Case{"zero_in_value", get_head + "X: a\0b\r\n\r\n"s, 400},
        Case{"zero_in_name", get_head + "X\0: a\r\n\r\n"s, 400},
        Case{"zero_in_target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
        Case{"control_in_value", get_head + "X: a\x01\r\n\r\n", 400},
        Case{"no_colon", get_head + "Nonsense\r\n\r\n", 400},
        Case{"empty_name", get_head + ": y\r\n\r\n", 400},
        Case{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        Case{"two_hosts", get_head + "Host: b\r\n\r\n", 400},
        Case{"no_version", "GET /\r\n\r\n", 400},
        Case{"version_0_9", "GET / HTTP/0.9\r\n\r\n", 505},
        Case{"version_2_0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        Case{"version_garbled", "GET / HTTQ/1.1\r\nHost: a\r\n\r\n", 505},
        Case{"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"space_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 505},
        Case{"fragment_in_target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"target_not_rooted", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"high_byte_in_target", "GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"star_for_get", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"user_in_target", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        Case{"connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        Case{"unknown_method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        Case{"lower_case_method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        Case{"method_not_token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Case{"unknown_expectation", get_head + "Expect: tea\r\n\r\n", 417},
        Case{"chunk_extension", chunked + "1;a=b\r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_last_extension", chunked + "0;a\r\n\r\n", 400},
        Case{"chunk_size_sign", chunked + "+1\r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_size_prefix", chunked + "0x1\r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_size_word", chunked + "g\r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_size_empty", chunked + "\r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_size_overflow", chunked + "10000000000000001\r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_size_space", chunked + "1 \r\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_too_large", chunked + "fffffff\r\nx", 413},
        Case{"chunk_bare_line_feed", chunked + "1\nx\r\n0\r\n\r\n", 400},
        Case{"chunk_without_end", chunked + "1\r\nxyz\r\n0\r\n\r\n", 400},
        Case{"chunk_line_without_end", chunked + std::string(20000, '0'), 400},
        Case{"trailer_folded_length", chunked + "0\r\nContent-Length: 5\r\n\r\n", 400},
        Case{"long_target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        Case{"endless_target", "GET /" + std::string(20000, 'a'), 414},
        Case{"long_head", get_head + "X: " + std::string(20000, 'a') + "\r\n\r\n", 431},
        Case{"many_fields",
             get_head +
                 [] {
                     std::string fields;
                     for (int i = 0; i < 120; ++i) fields += "X: y\r\n";
                     return fields;
                 }() +
                 "\r\n",
             431}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(AcceptedRequest, AnEmptyLineBeforeItIsLetPass) {
    ServerFixture server;
    RawClient client{server.port()};
    client.send("\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n"), "HTTP/1.1 200 OK\r\n");
}

TEST(AcceptedRequest, AbsoluteTargetOverridesHost) {
    Handler handler = [](Request request) -> Task<Result<Response>> {
        Response response;
        response.body = request.target + " " + std::string{*request.headers.find("Host")} + "!";
        co_return response;
    };
    ServerFixture server{handler};
    RawClient client{server.port()};
    client.send("GET http://b.example:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n");
    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read_until("!"), "/x?y b.example:81!");
}

// Beast asserted on the fourth byte: in a build with assertions anybody could end the server.
TEST(AcceptedRequest, AnEmptyChunkedBodyMayComeByteByByte) {
    RequestParser parser{4096, 4096};
    ASSERT_EQ(parser.read_head(chunked), 0);
    const std::string last = "0\r\n\r\n";
    std::size_t taken = 0;
    for (std::size_t came = 1; came <= last.size(); ++came) {
        ASSERT_EQ(parser.read_body(last.substr(0, came), taken), 0);
        EXPECT_EQ(parser.is_done(), came == last.size());
    }
    EXPECT_EQ(taken, last.size());
}

TEST(AcceptedRequest, ChunksAreJoinedAndTrailersDropped) {
    Handler handler = [](Request request) -> Task<Result<Response>> {
        Response response;
        response.body =
            request.body + (request.headers.has("X-Trailer") ? " trailer" : " none") + "!";
        co_return response;
    };
    ServerFixture server{handler};
    RawClient client{server.port()};
    for (const char byte : chunked + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Trailer: y\r\n\r\n") {
        client.send(std::string(1, byte));
    }
    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read_until("!"), "abc0123456789 none!");
}

}  // namespace
}  // namespace fairlead::net
