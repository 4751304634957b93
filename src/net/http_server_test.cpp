// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include "net/raw_client.h"
#include "net/server_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace fairlead::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string get_a = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

std::string one_answer(RawClient& client, std::size_t body) {
    std::string head = client.read_until("\r\n\r\n");
    return head + client.read(body);
}

TEST(HttpServer, AnswersAndKeepsTheConnection) {
    ServerFixture server;
    RawClient client{server.port()};
    for (int i = 0; i < 3; ++i) {
        client.send(get_a);
        const std::string answer = one_answer(client, 7);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
        EXPECT_THAT(answer,
                    HasSubstr(" GMT\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n"));
        EXPECT_THAT(answer, testing::EndsWith("GET /a "));
        EXPECT_THAT(answer, Not(HasSubstr("Server:")));
    }
}

TEST(HttpServer, PipelinedRequestsAreAnsweredInOrder) {
    ServerFixture server;
    RawClient client{server.port()};
    client.send(
        "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy"
        "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        "GET /4 HTTP/1.1\r\nHost: a\r\n\r\n");
    client.close_writing();
    const std::string all = client.read_all();
    EXPECT_LT(all.find("POST /1 xy"), all.find("GET /2 "));
    EXPECT_LT(all.find("GET /2 "), all.find("GET /3 "));
    EXPECT_THAT(all, HasSubstr("GET /3 "));
    EXPECT_THAT(all, Not(HasSubstr("GET /4 ")));
}

TEST(HttpServer, HeadHasTheLengthButNoBody) {
    ServerFixture server;
    RawClient client{server.port()};
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + get_a);
    EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Content-Length: 8\r\n"));
    EXPECT_THAT(client.read_until("\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, Http10ClosesUnlessAsked) {
    ServerFixture server;
    RawClient stays{server.port()};
    stays.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(one_answer(stays, 7), HasSubstr("Connection: keep-alive\r\n"));
    RawClient goes{server.port()};
    goes.send("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_THAT(goes.read_all(), HasSubstr("Connection: close\r\n"));
    EXPECT_TRUE(goes.ended());
}

TEST(HttpServer, ContinuesBeforeTheBody) {
    ServerFixture server;
    RawClient client{server.port()};
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hi");
    EXPECT_THAT(one_answer(client, 10), testing::EndsWith("POST /a hi"));
}

TEST(HttpServer, RefusesALargeBodyBeforeItComes) {
    ServerFixture server;
    RawClient client{server.port()};
    client.send(
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_THAT(client.read_until("\r\n"), StartsWith("HTTP/1.1 413"));
}

TEST(HttpServer, LargeBodiesGoBothWays) {
    ServerFixture server;
    RawClient client{server.port()};
    const std::string body(1024 * 1024, 'b');
    std::thread sender{[&] {
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n" + body);
    }};
    sender.join();
    EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Content-Length: 1048584\r\n"));
    EXPECT_EQ(client.read(1048584), "POST /a " + body);
}

TEST(HttpServer, FailingHandlersAnswer500AndStay) {
    Handler handler = [](Request request) -> Task<Result<Response>> {
        if (request.target == "/throws") throw std::runtime_error{"the secret cause"};
        if (request.target == "/fails") co_return Error{Errc::internal, "no", "the secret cause"};
        Response response;
        response.headers.add("X", "a\r\nSet-Cookie: evil=1");
        co_return response;
    };
    ServerFixture server{handler};
    for (const char* target : {"/throws", "/fails", "/splits"}) {
        RawClient client{server.port()};
        client.send("GET " + std::string{target} +
                    " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        const std::string answer = client.read_all();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
        EXPECT_THAT(answer, Not(HasSubstr("secret")));
        EXPECT_THAT(answer, Not(HasSubstr("evil")));
    }
}

ServerOptions impatient() {
    ServerOptions options = ServerFixture::quick();
    options.header_timeout = options.body_timeout = options.idle_timeout = Milliseconds{80};
    return options;
}

TEST(HttpServer, SlowHeadsAndBodiesEndWith408) {
    ServerFixture server{echo, impatient()};
    RawClient head{server.port()};
    head.send("GET /a HTTP/1.1\r\nHo");
    RawClient body{server.port()};
    body.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
    EXPECT_THAT(head.read_all(), StartsWith("HTTP/1.1 408 "));
    EXPECT_THAT(body.read_all(), StartsWith("HTTP/1.1 408 "));
    EXPECT_TRUE(head.ended());
}

TEST(HttpServer, IdleConnectionsAreClosedInSilence) {
    ServerFixture server{echo, impatient()};
    RawClient fresh{server.port()};
    RawClient used{server.port()};
    used.send(get_a);
    one_answer(used, 7);
    EXPECT_EQ(fresh.read_all(), "");
    EXPECT_EQ(used.read_all(), "");
    EXPECT_TRUE(fresh.ended());
    EXPECT_TRUE(used.ended());
}

TEST(HttpServer, AClientThatDoesNotReadIsCut) {
    ServerOptions options = ServerFixture::quick();
    options.write_timeout = Milliseconds{80};
    Handler handler = [](Request) -> Task<Result<Response>> {
        Response response;
        response.body.assign(64 * 1024 * 1024, 'x');
        co_return response;
    };
    ServerFixture server{handler, options};
    RawClient client{server.port()};
    client.send(get_a);
    const auto& cut = server.metrics().counter("fairlead_http_timeouts_total", "");
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (cut.value() == 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(cut.value(), 1U);
}

TEST(HttpServer, TurnsAwayWhatIsTooMany) {
    ServerOptions options = ServerFixture::quick();
    options.max_connections = 2;
    ServerFixture server{echo, options};
    RawClient first{server.port()};
    RawClient second{server.port()};
    first.send(get_a);
    second.send(get_a);
    EXPECT_THAT(one_answer(first, 7), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(one_answer(second, 7), StartsWith("HTTP/1.1 200"));
    RawClient third{server.port()};
    third.send(get_a);
    EXPECT_EQ(third.read_all(), "");
}

TEST(HttpServer, DrainLetsARequestInFlightFinish) {
    std::promise<void> began;
    Resume<int> wake;
    std::function<void(Resume<int>)> hold = [&](Resume<int> resume) {
        wake = std::move(resume);
        began.set_value();
    };
    Handler handler = [&](Request) -> Task<Result<Response>> {
        auto work = hold;
        auto waited = suspend<int>(std::move(work));
        CO_TRY(const int status, co_await std::move(waited));
        Response response;
        response.status = status;
        co_return response;
    };
    ServerFixture server{handler};
    const auto port = server.port();
    RawClient idle{port};
    auto client = std::make_unique<RawClient>(port);
    client->send(get_a);
    began.get_future().wait();
    std::thread stopper{[&] { server.server().stop(10s); }};
    // The listeners close, and only then may the handler answer.
    while (RawClient{port}.connected()) std::this_thread::yield();
    wake(202);
    wake = nullptr;  // the loop must outlive every copy
    const std::string answer = client->read_all();
    client.reset();
    stopper.join();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 202 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(idle.read_all(), "");
}

TEST(HttpServer, DrainGoesOnAcceptingForAWhile) {
    ServerOptions options = ServerFixture::quick();
    options.drain_accept = Milliseconds{300};
    ServerFixture server{echo, options};
    auto old = std::make_unique<RawClient>(server.port());
    old->send(get_a);
    one_answer(*old, 7);
    std::thread stopper{[&] { server.server().stop(10s); }};
    std::string answer;
    while (answer.find("Connection: close") == std::string::npos) {
        RawClient client{server.port()};
        ASSERT_TRUE(client.connected());
        client.send(get_a);
        answer = one_answer(client, 7);
        ASSERT_THAT(answer, StartsWith("HTTP/1.1 200"));
    }
    old->send(get_a);
    EXPECT_THAT(one_answer(*old, 7), HasSubstr("Connection: close\r\n"));
    old.reset();
    stopper.join();
    EXPECT_FALSE(RawClient{server.port()}.connected());
}

TEST(HttpServer, GraceEndsAndCuts) {
    std::promise<void> began;
    Handler handler = [&](Request) -> Task<Result<Response>> {
        began.set_value();
        CO_CHECK(co_await sleep_for(1h));
        co_return Response{};
    };
    ServerFixture server{handler};
    RawClient client{server.port()};
    client.send(get_a);
    began.get_future().wait();
    server.server().stop(Milliseconds{20});
    EXPECT_EQ(client.read_all(), "");
}

TEST(HttpServer, AnAddressThatIsNotOursIsAnError) {
    ServerFixture first;
    ServerOptions options = ServerFixture::quick();
    options.address = "203.0.113.1";
    HttpServer server{first.loops(), options, echo, first.log(), first.metrics()};
    EXPECT_FALSE(server.start());
    options.address = "nonsense";
    HttpServer other{first.loops(), options, echo, first.log(), first.metrics()};
    EXPECT_FALSE(other.start());
}

TEST(HttpServer, APortOfItsOwnChoiceIsNotSharedWithWhoHasIt) {
    ServerFixture first;
    ServerOptions options = ServerFixture::quick();
    options.port = first.port();
    Loops loops{2};
    loops.start();
    HttpServer second{loops, options, echo, first.log(), first.metrics()};
    const auto started = second.start();
    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().message, HasSubstr("port " + std::to_string(first.port())));
    EXPECT_THAT(started.error().message, HasSubstr("in use"));
    EXPECT_THAT(started.error().message, HasSubstr("choose another port"));
    for (int i = 0; i < 8; ++i) {
        RawClient client{first.port()};
        client.send(get_a);
        EXPECT_THAT(one_answer(client, 7), HasSubstr("GET /a"));
    }
}

TEST(HttpServer, APortIsTakenAgainRightAfterItsServerWent) {
    ServerOptions options = ServerFixture::quick();
    {
        ServerFixture first;
        options.port = first.port();
        RawClient client{first.port()};
        client.send(get_a);
        one_answer(client, 7);
        first.server().stop(Milliseconds{0});  // closes first: its side waits for late packets
        client.read_all();
    }
    ServerFixture second{echo, options};
    EXPECT_EQ(second.port(), options.port);
}

}  // namespace
}  // namespace fairlead::net
