// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include "net/client_fixture.h"
#include "net/server_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace fairlead::net {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::uint64_t accepted(ServerFixture& server) {
    return server.metrics().counter("fairlead_http_connections_total", "").value();
}

TEST(HttpClient, SendsAndReceives) {
    OneAnswer server{"HTTP/1.1 201 Created\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nhi"};
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port(), "/a?b=c#d");
    request.method = Method::post;
    request.headers.add("Accept", "text/plain");
    const Exchange exchange = client.send(std::move(request));
    ASSERT_TRUE(exchange.answered()) << exchange.failure.error.detail;
    EXPECT_EQ(exchange.response->status, 201);
    EXPECT_EQ(exchange.response->headers.find("x-a"), "1");
    EXPECT_EQ(exchange.response->body, "hi");
    EXPECT_EQ(server.request(),
              "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                  "\r\nUser-Agent: Fairlead/" FAIRLEAD_VERSION
                  "\r\nAccept-Encoding: identity\r\nAccept: text/plain"
                  "\r\nContent-Length: 0\r\n\r\n");
}

TEST(HttpClient, RepeatableCallsShareAConnection) {
    ServerFixture server;
    ClientFixture client{server.port()};
    for (int i = 0; i < 3; ++i) {
        ClientRequest request = request_to(server.port(), "/a");
        request.repeatable = true;
        const Exchange exchange = client.send(std::move(request));
        ASSERT_TRUE(exchange.answered());
        EXPECT_EQ(exchange.response->body, "GET /a ");
    }
    EXPECT_EQ(accepted(server), 1U);
}

TEST(HttpClient, LargeBodiesGoBothWays) {
    ServerFixture server;
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port());
    request.method = Method::put;
    request.body.assign(1000000, 'x');
    const Exchange exchange = client.send(std::move(request));
    ASSERT_TRUE(exchange.answered()) << exchange.failure.error.detail;
    EXPECT_EQ(exchange.response->body, "PUT / " + std::string(1000000, 'x'));
}

// A pooled connection that the server closes instead of answering: the request goes again.
TEST(HttpClient, AStaleConnectionIsReplaced) {
    RawListener listener;
    std::thread server{[&] {
        {
            RawClient first = listener.accept();
            first.read_until("\r\n\r\n");
            first.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
            first.read_until("\r\n\r\n");
            first.reset_when_closed();
        }
        RawClient second = listener.accept();
        second.read_until("\r\n\r\n");
        second.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
    }};
    ClientFixture client{listener.port()};
    ClientRequest request = request_to(listener.port());
    request.repeatable = true;
    EXPECT_EQ(client.send(request).response->body, "one");
    EXPECT_EQ(client.send(request).response->body, "two");
    server.join();
}

TEST(HttpClient, AClosedConnectionIsNotTakenFromThePool) {
    RawListener listener;
    std::promise<void> closed;
    std::thread server{[&] {
        RawClient first = listener.accept();
        first.read_until("\r\n\r\n");
        first.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
        first.close_writing();
        closed.set_value();
        RawClient second = listener.accept();
        second.read_until("\r\n\r\n");
        second.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
    }};
    ClientFixture client{listener.port()};
    int sends = 0;
    ClientRequest request = request_to(listener.port());
    request.repeatable = true;
    request.before_send = [&] {
        ++sends;
        return ok();
    };
    EXPECT_EQ(client.send(request).response->body, "one");
    closed.get_future().wait();
    EXPECT_EQ(client.send(request).response->body, "two");
    EXPECT_EQ(sends, 2);
    server.join();
}

TEST(HttpClient, NeverSentIsCertain) {
    std::uint16_t closed_port = 0;
    {
        const RawListener listener;
        closed_port = listener.port();
    }
    ClientFixture client{closed_port};
    const Exchange refused = client.send(request_to(closed_port));
    EXPECT_FALSE(refused.answered());
    EXPECT_EQ(refused.failure.progress, Progress::never_sent);
    EXPECT_EQ(refused.failure.error.code, Errc::provider_failed);

    ClientRequest nowhere = request_to(closed_port);
    nowhere.url = *Url::parse("http://no-such-name.invalid/");
    const Exchange unknown = client.send(std::move(nowhere));
    EXPECT_FALSE(unknown.answered());
    EXPECT_EQ(unknown.failure.progress, Progress::never_sent);
}

TEST(HttpClient, TheGuardDeniesBeforeConnecting) {
    ServerFixture server;
    ClientFixture client{1};
    for (const char* host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"}) {
        ClientRequest request = request_to(server.port());
        request.url =
            *Url::parse("http://" + std::string{host} + ":" + std::to_string(server.port()));
        const Exchange denied = client.send(std::move(request));
        EXPECT_FALSE(denied.answered());
        EXPECT_EQ(denied.failure.progress, Progress::never_sent);
        EXPECT_EQ(denied.failure.error.code, Errc::forbidden);
    }
    EXPECT_EQ(accepted(server), 0U);
}

TEST(HttpClient, MalformedRequestsAreNotSent) {
    ServerFixture server;
    ClientFixture client{server.port()};
    const std::vector<Headers> bad = {Headers{{"X", "a\r\nY: b"}}, Headers{{"X y", "a"}},
                                      Headers{{"Host", "other"}}, Headers{{"content-length", "5"}},
                                      Headers{{"Transfer-Encoding", "chunked"}}};
    for (const Headers& headers : bad) {
        ClientRequest request = request_to(server.port());
        request.headers = headers;
        const Exchange exchange = client.send(std::move(request));
        EXPECT_FALSE(exchange.answered());
        EXPECT_EQ(exchange.failure.progress, Progress::never_sent);
        EXPECT_EQ(exchange.failure.error.code, Errc::invalid);
    }
    EXPECT_EQ(accepted(server), 0U);
}

TEST(HttpClient, TheCallerMayRefuseBeforeSending) {
    ServerFixture server;
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port());
    request.before_send = [] { return Result<void>{Error{Errc::conflict, "Too late."}}; };
    const Exchange exchange = client.send(std::move(request));
    EXPECT_FALSE(exchange.answered());
    EXPECT_EQ(exchange.failure.progress, Progress::never_sent);
    EXPECT_EQ(exchange.failure.error.code, Errc::conflict);
}

TEST(HttpClient, CallsBackInOrder) {
    ServerFixture server;
    ClientFixture client{server.port()};
    std::vector<std::string> moments;
    ClientRequest request = request_to(server.port());
    request.before_send = [&] {
        moments.emplace_back("before_send");
        return ok();
    };
    request.after_send = [&] { moments.emplace_back("after_send"); };
    request.first_byte = [&] { moments.emplace_back("first_byte"); };
    request.last_byte = [&] { moments.emplace_back("last_byte"); };
    EXPECT_TRUE(client.send(std::move(request)).answered());
    EXPECT_THAT(moments, ElementsAre("before_send", "after_send", "first_byte", "last_byte"));
}

TEST(HttpClient, SilenceEndsAtTheDeadline) {
    const RawListener silent;  // the kernel accepts; nobody reads
    ClientFixture client{silent.port()};
    ClientRequest request = request_to(silent.port());
    request.total_timeout = Milliseconds{50};
    const Exchange exchange = client.send(std::move(request));
    EXPECT_FALSE(exchange.answered());
    EXPECT_EQ(exchange.failure.progress, Progress::sent);
    EXPECT_EQ(exchange.failure.error.code, Errc::timeout);
}

TEST(HttpClient, DrippingEndsAtTheDeadline) {
    RawListener listener;
    std::thread server{[&] {
        RawClient client = listener.accept();
        client.send("HTTP/1.1 200 OK\r\n\r\n");
        while (client.send("x")) std::this_thread::yield();
    }};
    ClientFixture client{listener.port()};
    ClientRequest request = request_to(listener.port());
    request.total_timeout = Milliseconds{60};
    request.max_body = std::size_t{1} << 40U;
    const Exchange exchange = client.send(std::move(request));
    EXPECT_FALSE(exchange.answered());
    EXPECT_EQ(exchange.failure.error.code, Errc::timeout);
    server.join();
}

// refresh.md, counterexample TIMER: the process stood still, and when it goes on the timer and
// the answer are both there.
TEST(HttpClient, AnAnswerThatArrivedBeatsTheTimer) {
    RawListener listener;
    std::promise<void> answered;
    const std::string body(200000, 'y');
    std::thread server{[&] {
        RawClient client = listener.accept();
        client.read_until("\r\n\r\n");
        client.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + body);
        answered.set_value();
        client.read_all();
    }};
    {
        ClientFixture client{listener.port()};
        ClientRequest request = request_to(listener.port());
        request.total_timeout = Milliseconds{40};
        const auto end = std::chrono::steady_clock::now() + 60ms;
        request.after_send = [&] {
            answered.get_future().wait();
            while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
        };
        const Exchange exchange = client.send(std::move(request));
        ASSERT_TRUE(exchange.answered()) << exchange.failure.error.message;
        EXPECT_EQ(exchange.response->body, body);
    }
    server.join();
}

TEST(HttpClient, AnEarlyAnswerIsReadWhenSendingBreaks) {
    RawListener listener;
    std::thread server{[&] {
        RawClient client = listener.accept();
        client.read_until("\r\n\r\n");
        client.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
        client.close_writing();
        client.read(1 << 20);
    }};
    ClientFixture client{listener.port()};
    ClientRequest request = request_to(listener.port());
    request.method = Method::post;
    request.body.assign(64 * 1024 * 1024, 'x');
    const Exchange exchange = client.send(std::move(request));
    server.join();
    // The reset may overtake the answer in the kernel; what must not be is a hang or never_sent.
    EXPECT_EQ(exchange.failure.progress, Progress::sent);
    EXPECT_TRUE(!exchange.answered() || exchange.response->status == 413);
}

TEST(HttpClient, CancellingEndsTheWait) {
    const RawListener silent;
    ClientFixture client{silent.port()};
    std::promise<void> sent;
    Exchange exchange;
    TaskScope scope{[](std::string_view, const Error&) {}};
    ClientRequest request = request_to(silent.port());
    request.after_send = [&] { sent.set_value(); };
    scope.spawn(client.home().loop(), "call", [&]() -> Task<Result<void>> {
        CO_TRY(exchange, co_await client.client().send(std::move(request)));
        co_return ok();
    });
    sent.get_future().wait();
    scope.cancel();
    scope.join();
    EXPECT_FALSE(exchange.answered());
    EXPECT_EQ(exchange.failure.progress, Progress::sent);
    EXPECT_EQ(exchange.failure.error.code, Errc::cancelled);
}

TEST(HttpClient, WorksOnALoopOfNobodys) {
    ServerFixture server;
    ClientFixture client{server.port()};
    Loop own;
    bool answered = false;
    TaskScope scope{[](std::string_view, const Error&) {}};
    scope.spawn(own, "call", [&]() -> Task<Result<void>> {
        ClientRequest request = request_to(server.port());
        request.repeatable = true;
        CO_TRY(const Exchange exchange, co_await client.client().send(std::move(request)));
        answered = exchange.answered();
        co_return ok();
    });
    own.run();
    scope.join();
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace fairlead::net
