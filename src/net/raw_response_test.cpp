// SPDX-License-Identifier: Apache-2.0
// Answers of servers that err or attack, sent raw.
#include "net/client_fixture.h"
#include "net/response_parser.h"

#include <gtest/gtest.h>

namespace fairlead::net {
namespace {

struct Case {
    const char* name;
    std::string bytes;
    Errc code = Errc::provider_failed;
};

class RefusedResponse : public testing::TestWithParam<Case> {};

TEST_P(RefusedResponse, IsAnErrorAfterSending) {
    OneAnswer server{GetParam().bytes};
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port());
    request.max_body = 100;
    const Exchange exchange = client.send(std::move(request));
    EXPECT_FALSE(exchange.answered()) << exchange.response->body;
    EXPECT_EQ(exchange.failure.progress, Progress::sent);
    EXPECT_EQ(exchange.failure.error.code, GetParam().code) << exchange.failure.error.message;
}

const std::string good = "HTTP/1.1 200 OK\r\n";
const std::string chunked = good + "Transfer-Encoding: chunked\r\n\r\n";
const std::string large(200, 'x');

INSTANTIATE_TEST_SUITE_P(
    All, RefusedResponse,
    testing::Values(
        Case{"nothing", ""}, Case{"half_a_head", "HTTP/1.1 200 OK\r\nX: y\r\n"},
        Case{"half_a_body", good + "Content-Length: 9\r\n\r\nhalf"},
        Case{"half_a_chunk", chunked + "9\r\nhalf"},
        Case{"no_last_chunk", chunked + "4\r\nhalf\r\n"},
        Case{"no_last_line", chunked + "4\r\nhalf\r\n0\r\n"},
        Case{"length_and_chunked",
             good + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        Case{"chunked_and_length",
             good + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n"},
        Case{"two_lengths", good + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
        Case{"length_garbled", good + "Content-Length: 1a\r\n\r\nab"},
        Case{"length_negative", good + "Content-Length: -1\r\n\r\nab"},
        Case{"coding_gzip", good + "Transfer-Encoding: gzip\r\n\r\nab"},
        Case{"bare_line_feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nab"},
        Case{"folded", good + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n"},
        Case{"bad_chunk", chunked + "zz\r\nab\r\n0\r\n\r\n"},
        Case{"not_http", "SSH-2.0-OpenSSH\r\n\r\n"}, Case{"bad_status", "HTTP/1.1 abc OK\r\n\r\n"},
        Case{"http2", "HTTP/2.0 200 OK\r\n\r\n"},
        Case{"status_too_small", "HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n"},
        Case{"switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
        Case{"endless_interims",
             [] {
                 std::string all;
                 for (int i = 0; i < 20; ++i) all += "HTTP/1.1 103 Early Hints\r\n\r\n";
                 return all + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
             }()},
        Case{"large_by_length", good + "Content-Length: 200\r\n\r\n" + large, Errc::too_large},
        Case{"large_by_chunks", chunked + "64\r\n" + large.substr(0, 100) + "\r\n64\r\n" + large,
             Errc::too_large},
        Case{"large_by_end", good + "\r\n" + large, Errc::too_large},
        Case{"large_head", good + "X: " + std::string(100000, 'x') + "\r\n\r\n", Errc::too_large}),
    [](const auto& one) { return std::string{one.param.name}; });

TEST(ChunkedResponse, MayBeEmptyAndComeByteByByte) {
    ResponseParser parser{4096, false};
    ASSERT_TRUE(parser.read_head(chunked));
    const std::string last = "0\r\n\r\n";
    std::size_t taken = 0;
    for (std::size_t came = 1; came <= last.size(); ++came) {
        ASSERT_TRUE(parser.read_body(last.substr(0, came), taken));
        EXPECT_EQ(parser.is_done(), came == last.size());
    }
    EXPECT_EQ(taken, last.size());
}

struct Good {
    const char* name;
    std::string bytes;
    int status;
    std::string body;
    Method method = Method::get;
};

class AcceptedResponse : public testing::TestWithParam<Good> {};

TEST_P(AcceptedResponse, IsRead) {
    OneAnswer server{GetParam().bytes};
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port());
    request.method = GetParam().method;
    const Exchange exchange = client.send(std::move(request));
    ASSERT_TRUE(exchange.answered()) << exchange.failure.error.message;
    EXPECT_EQ(exchange.response->status, GetParam().status);
    EXPECT_EQ(exchange.response->body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    All, AcceptedResponse,
    testing::Values(
        Good{"until_close", "HTTP/1.1 200 OK\r\n\r\nall of it", 200, "all of it"},
        Good{"http10", "HTTP/1.0 200 OK\r\n\r\nold", 200, "old"},
        Good{"chunks", chunked + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n", 200,
             "abcde"},
        Good{"no_reason", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\na", 200, "a"},
        Good{"interim",
             "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + good + "Content-Length: 1\r\n\r\na",
             200, "a"},
        Good{"no_content", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        Good{"not_modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n", 304, ""},
        Good{"to_head", good + "Content-Length: 50\r\n\r\n", 200, "", Method::head},
        Good{"error_with_body", "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno", 500, "no"}),
    [](const auto& one) { return std::string{one.param.name}; });

}  // namespace
}  // namespace fairlead::net
