// SPDX-License-Identifier: Apache-2.0
#include "net/http_stream.h"

#include "net/client_fixture.h"
#include "net/server_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::net {
namespace {

using testing::HasSubstr;

BodySource pieces(std::vector<std::string> list) {
    auto left = std::make_shared<std::vector<std::string>>(std::move(list));
    return [left]() -> Task<Result<std::string>> {
        if (left->empty()) co_return std::string{};
        std::string first = std::move(left->front());
        left->erase(left->begin());
        co_return first;
    };
}

BodySink gather(std::string& into) {
    return [&into](std::string piece) -> Task<Result<void>> {
        into += piece;
        co_return ok();
    };
}

ClientRequest upload_to(std::uint16_t port) {
    ClientRequest request = request_to(port, "/up");
    request.method = Method::post;
    return request;
}

TEST(BodyFlow, SendsChunksAndGathersPieces) {
    ServerFixture server;
    ClientFixture client{server.port()};
    std::string got;
    int status = 0;
    BodyFlow flow;
    flow.source = pieces({"one ", std::string(30, 'x'), " two"});
    flow.head = [&](ClientResponse head) -> Task<Result<void>> {
        EXPECT_EQ(got, "");
        EXPECT_TRUE(head.headers.has("Content-Type"));
        status = head.status;
        co_return ok();
    };
    flow.sink = gather(got);
    const Exchange exchange = client.stream(upload_to(server.port()), std::move(flow));
    ASSERT_TRUE(exchange.answered()) << exchange.failure.error.message;
    EXPECT_EQ(status, 200);
    EXPECT_EQ(got, "POST /up one " + std::string(30, 'x') + " two");
    EXPECT_EQ(exchange.response->body, "");
}

TEST(BodyFlow, SendsAKnownLength) {
    OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    ClientFixture client{server.port()};
    BodyFlow flow;
    flow.source = pieces({"abc", "de"});
    flow.length = 5;
    EXPECT_TRUE(client.stream(upload_to(server.port()), std::move(flow)).answered());
    const std::string head = server.request();
    EXPECT_THAT(head, HasSubstr("Content-Length: 5\r\n"));
    EXPECT_THAT(head, testing::Not(HasSubstr("chunked")));
}

TEST(BodyFlow, ABodyOfAnotherLengthIsNotSent) {
    for (const std::uint64_t length : {3U, 9U}) {
        ServerFixture server;
        ClientFixture client{server.port()};
        BodyFlow flow;
        flow.source = pieces({"abcde"});
        flow.length = length;
        const Exchange exchange = client.stream(upload_to(server.port()), std::move(flow));
        EXPECT_FALSE(exchange.answered());
        EXPECT_EQ(exchange.failure.error.code, Errc::invalid);
        EXPECT_EQ(exchange.failure.progress, Progress::sent);
    }
}

TEST(BodyFlow, FailingSourcesAndSinksEndIt) {
    ServerFixture server;
    ClientFixture client{server.port()};
    BodyFlow source;
    source.source = []() -> Task<Result<std::string>> { co_return Error{Errc::conflict, "gone"}; };
    const Exchange one = client.stream(upload_to(server.port()), std::move(source));
    EXPECT_FALSE(one.answered());
    EXPECT_EQ(one.failure.error.code, Errc::conflict);
    BodyFlow sink;
    sink.sink = [](std::string) -> Task<Result<void>> { co_return Error{Errc::conflict, "full"}; };
    const Exchange two = client.stream(request_to(server.port()), std::move(sink));
    EXPECT_FALSE(two.answered());
    EXPECT_EQ(two.failure.error.code, Errc::conflict);
}

TEST(BodyFlow, LongBodiesPassInSmallPieces) {
    constexpr std::size_t size = 48 * 1024 * 1024;
    Handler handler = [](Request) -> Task<Result<Response>> {
        Response response;
        response.body.assign(size, 'z');
        co_return response;
    };
    ServerFixture server{handler};
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port());
    request.max_body = size;
    std::size_t seen = 0;
    std::size_t largest = 0;
    BodyFlow flow;
    flow.sink = [&](std::string piece) -> Task<Result<void>> {
        seen += piece.size();
        largest = std::max(largest, piece.size());
        co_return ok();
    };
    EXPECT_TRUE(client.stream(std::move(request), std::move(flow)).answered());
    EXPECT_EQ(seen, size);
    EXPECT_LE(largest, 64U * 1024U);
}

TEST(BodyFlow, AStallEndsIt) {
    RawListener listener;
    std::thread server{[&] {
        RawClient client = listener.accept();
        client.read_until("\r\n\r\n");
        client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        client.read_all();
    }};
    {
        ClientFixture client{listener.port()};
        std::string got;
        BodyFlow flow;
        flow.sink = gather(got);
        flow.stall_timeout = Milliseconds{40};
        const Exchange exchange = client.stream(request_to(listener.port()), std::move(flow));
        EXPECT_FALSE(exchange.answered());
        EXPECT_EQ(exchange.failure.error.code, Errc::timeout);
        EXPECT_EQ(got, "half");
    }
    server.join();
}

}  // namespace
}  // namespace fairlead::net
