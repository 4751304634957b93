// SPDX-License-Identifier: Apache-2.0
#include "net/body_stream.h"

#include "base/wakeup.h"
#include "net/raw_client.h"
#include "net/server_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace fairlead::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class ListStream final : public BodyStream {
public:
    ListStream(std::vector<std::string> pieces, std::optional<std::uint64_t> length, bool fails)
        : pieces_(std::move(pieces)), length_(length), fails_(fails) {}

    Task<Result<std::string>> next() override {
        if (at_ < pieces_.size()) co_return pieces_[at_++];
        if (fails_) co_return Error{Errc::provider_failed, "cut"};
        co_return std::string{};
    }
    std::optional<std::uint64_t> length() const override { return length_; }

private:
    std::vector<std::string> pieces_;
    std::optional<std::uint64_t> length_;
    bool fails_;
    std::size_t at_ = 0;
};

Handler streaming(std::optional<std::uint64_t> length, bool fails = false) {
    return [=](Request) -> Task<Result<Response>> {
        Response response;
        std::vector<std::string> pieces = {"abc", std::string(17, 'd')};
        response.stream = std::make_shared<ListStream>(std::move(pieces), length, fails);
        co_return response;
    };
}

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string get_and_close = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// Says one word and no more until it may end.
class HeldStream final : public BodyStream {
public:
    explicit HeldStream(std::shared_ptr<Wakeup> may_end) : may_end_(std::move(may_end)) {}

    Task<Result<std::string>> next() override {
        std::string piece = "abc";
        if (!std::exchange(began_, true)) co_return piece;
        constexpr Milliseconds patience{30'000};
        CO_CHECK(co_await may_end_->wait(patience));
        piece.clear();
        co_return piece;
    }

private:
    std::shared_ptr<Wakeup> may_end_;
    bool began_ = false;
};

TEST(BodyStream, GoesInChunks) {
    ServerFixture server{streaming(std::nullopt)};
    RawClient client{server.port()};
    for (int i = 0; i < 2; ++i) {
        client.send(get);
        EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
        EXPECT_EQ(client.read_until("0\r\n\r\n"),
                  "3\r\nabc\r\n11\r\nddddddddddddddddd\r\n0\r\n\r\n");
    }
}

TEST(BodyStream, GoesWithItsLength) {
    ServerFixture server{streaming(20)};
    RawClient client{server.port()};
    client.send(get_and_close);
    const std::string answer = client.read_all();
    EXPECT_THAT(answer, HasSubstr("Content-Length: 20\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nabcddddddddddddddddd"));
}

TEST(BodyStream, EndsWithTheConnectionInHttp10) {
    ServerFixture server{streaming(std::nullopt)};
    RawClient client{server.port()};
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const std::string answer = client.read_all();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nabcddddddddddddddddd"));
}

// Its head said keep-alive, and the idle connections were closed before it became one.
TEST(BodyStream, ThatEndsDuringTheDrainEndsItsConnection) {
    const auto may_end = std::make_shared<Wakeup>();
    ServerFixture server{[=](Request) -> Task<Result<Response>> {
        Response response;
        response.stream = std::make_shared<HeldStream>(may_end);
        co_return response;
    }};
    RawClient client{server.port()};
    client.send(get);
    client.read_until("abc\r\n");
    std::thread stopper{[&] { server.server().stop(std::chrono::seconds{60}); }};
    while (RawClient{server.port()}.connected()) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds{50});  // both loops have closed it
    may_end->notify();
    EXPECT_EQ(client.read_all(), "0\r\n\r\n");
    EXPECT_TRUE(client.ended());
    stopper.join();
}

TEST(BodyStream, IsNotReadForHead) {
    ServerFixture server{streaming(std::nullopt)};
    RawClient client{server.port()};
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(client.read_all(), EndsWith("\r\n\r\n"));
}

TEST(BodyStream, AFailureIsNoEnd) {
    for (const bool fails : {true, false}) {
        // Not failing, it is shorter than promised.
        const auto length = fails ? std::nullopt : std::optional<std::uint64_t>{21};
        ServerFixture server{streaming(length, fails)};
        RawClient client{server.port()};
        client.send(get);
        const std::string answer = client.read_all();
        EXPECT_THAT(answer, HasSubstr("abc"));
        EXPECT_THAT(answer, Not(HasSubstr("0\r\n\r\n")));
    }
}

}  // namespace
}  // namespace fairlead::net
