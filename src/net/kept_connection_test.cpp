// SPDX-License-Identifier: Apache-2.0
// What may be sent once, on a connection that has answered before.
#include "net/client_fixture.h"
#include "net/client_pool.h"
#include "net/keep_alive_hint.h"
#include "net/server_fixture.h"
#include "net/test_certificates.h"
#include "net/tls_context.h"

#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>

#include <array>
#include <cstring>
#include <future>
#include <thread>

namespace fairlead::net {
namespace {

constexpr const char* first_answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
constexpr const char* second_answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo";
constexpr const char* third_answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree";

ClientRequest post_to(std::uint16_t port) {
    ClientRequest request = request_to(port);
    request.method = Method::post;
    request.body = "token=1";
    return request;
}

std::string body_of(const Exchange& exchange) {
    return exchange.answered() ? exchange.response->body : exchange.failure.error.message;
}

/// So that a server that waits for a connection that does not come fails, and does not hang.
void wake(const RawListener& listener) { const RawClient nobody{listener.port()}; }

/// A head and the body that post_to() sends.
std::string read_post(RawClient& from) { return from.read_until("token=1"); }

std::uint64_t opened_at(ServerFixture& server) {
    return server.metrics().counter("fairlead_http_connections_total", "").value();
}

TEST(KeptConnection, IsUsedForWhatIsSentOnce) {
    ServerFixture server;
    ClientFixture client{server.port()};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(body_of(client.send(post_to(server.port()))), "POST / token=1");
    }
    EXPECT_EQ(opened_at(server), 1U);
}

TEST(KeptConnection, OfWhichTheServerSaysThatItEndsIsNot) {
    for (const std::string hint : {"Connection: close", "Keep-Alive: timeout=1, max=100"}) {
        RawListener listener;
        std::thread server{[&] {
            RawClient first = listener.accept();
            read_post(first);
            first.send("HTTP/1.1 200 OK\r\n" + hint + "\r\nContent-Length: 3\r\n\r\none");
            RawClient second = listener.accept();
            read_post(second);
            second.send(second_answer);
        }};
        ClientFixture client{listener.port()};
        EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "one");
        EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "two");
        wake(listener);
        server.join();
    }
}

TEST(KeptConnection, ThatTheServerClosedMeanwhileIsReplaced) {
    RawListener listener;
    std::promise<void> closed;
    std::thread server{[&] {
        {
            RawClient first = listener.accept();
            read_post(first);
            first.send(first_answer);
        }
        closed.set_value();
        RawClient second = listener.accept();
        read_post(second);
        second.send(second_answer);
        RawClient third = listener.accept();
        read_post(third);
        third.send(third_answer);
    }};
    {
        ClientFixture client{listener.port()};
        EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "one");
        closed.get_future().wait();
        EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "two");
        // Who hung up without a word might do so under a request next time.
        EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "three");
    }
    wake(listener);
    server.join();
}

// refresh.md: whether the platform has acted is not known, so that nothing is sent again.
TEST(KeptConnection, ThatBreaksUnderTheRequestLeavesTheOutcomeUnknown) {
    RawListener listener;
    std::string seen;
    std::thread server{[&] {
        {
            RawClient first = listener.accept();
            read_post(first);
            first.send(first_answer);
            seen = read_post(first);
        }
        RawClient second = listener.accept();
        seen += second.read_all();
    }};
    {
        ClientFixture client{listener.port()};
        EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "one");
        int sends = 0;
        ClientRequest request = post_to(listener.port());
        request.after_send = [&] { ++sends; };
        const Exchange exchange = client.send(std::move(request));
        EXPECT_FALSE(exchange.answered());
        EXPECT_EQ(exchange.failure.progress, Progress::sent);
        EXPECT_EQ(sends, 1);
    }
    wake(listener);
    server.join();
    EXPECT_EQ(seen.find("POST"), 0U);
    EXPECT_EQ(seen.find("POST", 1), std::string::npos) << seen;
}

// It ended between the last look at it and the request: of a plain socket it is certain then that
// no byte left.
TEST(KeptConnection, ThatTakesNoByteIsReplaced) {
    RawListener listener;
    std::promise<void> reset_now;
    std::promise<void> was_reset;
    std::thread server{[&] {
        {
            RawClient first = listener.accept();
            read_post(first);
            first.send(first_answer);
            reset_now.get_future().wait();
            first.reset_when_closed();
        }
        was_reset.set_value();
        RawClient second = listener.accept();
        read_post(second);
        second.send(second_answer);
    }};
    ClientFixture client{listener.port()};
    EXPECT_EQ(body_of(client.send(post_to(listener.port()))), "one");
    int asked = 0;
    ClientRequest request = post_to(listener.port());
    request.before_send = [&] {
        if (++asked > 1) return ok();
        reset_now.set_value();
        was_reset.get_future().wait();
        return ok();
    };
    EXPECT_EQ(body_of(client.send(std::move(request))), "two");
    EXPECT_EQ(asked, 2);
    wake(listener);
    server.join();
}

TEST(KeptConnection, IsNotUsedAfterTheGoodbyeThatCameWithItsAnswer) {
    const TestAuthority authority;
    const auto issued = authority.issue("IP:127.0.0.1");
    const auto tls = *ServerTls::create(issued.certificate_pem, Secret::copy_of(issued.key_pem));
    SSL_CTX* const context = tls->impl().context.native_handle();
    RawListener listener;
    std::thread server{[&] {
        for (const char* answer : {first_answer, second_answer}) {
            RawClient client = listener.accept();
            SSL* const ssl = SSL_new(context);
            SSL_set_fd(ssl, client.socket());
            std::array<char, 1024> room;
            EXPECT_EQ(SSL_accept(ssl), 1);
            EXPECT_GT(SSL_read(ssl, room.data(), room.size()), 0);
            // In one segment, and the connection stays open.
            const int corked = 1;
            ::setsockopt(client.socket(), IPPROTO_TCP, TCP_CORK, &corked, sizeof corked);
            SSL_write(ssl, answer, static_cast<int>(std::strlen(answer)));
            SSL_shutdown(ssl);
            const int loose = 0;
            ::setsockopt(client.socket(), IPPROTO_TCP, TCP_CORK, &loose, sizeof loose);
            client.read_all();
            SSL_free(ssl);
        }
    }};
    {
        ClientFixture client{listener.port(),
                             {.system_roots = false, .extra_roots_pem = {authority.pem()}}};
        for (const char* body : {"one", "two"}) {
            ClientRequest request = post_to(listener.port());
            request.url = *Url::parse("https://127.0.0.1:" + std::to_string(listener.port()));
            EXPECT_EQ(body_of(client.send(std::move(request))), body);
        }
    }
    wake(listener);
    server.join();
}

class PooledStreams : public testing::Test {
protected:
    using Moment = ClientPool::Moment;

    std::unique_ptr<ClientStream> open() {
        auto stream = std::make_unique<ClientStream>(loop_.get_executor());
        const boost::asio::ip::tcp::endpoint to{boost::asio::ip::address_v4::loopback(),
                                                listener_.port()};
        stream->socket().connect(to);
        stream->socket().non_blocking(true);
        return stream;
    }

    Loop loop_;
    RawListener listener_;
    ClientPool pool_{loop_};
    const Moment start_ = std::chrono::steady_clock::now();
};

TEST_F(PooledStreams, AreRecentForASecond) {
    pool_.put("a", open(), start_);
    EXPECT_EQ(pool_.take("a", Unused::recent, start_ + 1s), nullptr);
    EXPECT_EQ(pool_.take("b", Unused::recent, start_), nullptr);
    EXPECT_NE(pool_.take("a", Unused::recent, start_ + 999ms), nullptr);
    pool_.put("a", open(), start_);
    EXPECT_NE(pool_.take("a", Unused::any, start_ + 5s), nullptr);
}

TEST_F(PooledStreams, OfWhoHungUpAreNotRecentForTenMinutes) {
    pool_.note_hang_up("a", start_);
    pool_.put("a", open(), start_);
    EXPECT_EQ(pool_.take("a", Unused::recent, start_), nullptr);
    EXPECT_NE(pool_.take("a", Unused::any, start_), nullptr);
    pool_.put("b", open(), start_);
    EXPECT_NE(pool_.take("b", Unused::recent, start_), nullptr);
    pool_.put("a", open(), start_ + 600s);
    EXPECT_NE(pool_.take("a", Unused::recent, start_ + 600s), nullptr);
}

TEST(KeepAliveHint, SaysWhenTheConnectionEnds) {
    for (const char* soon : {"timeout=1", "timeout=0", "Timeout = 1", "max=5, timeout=0", "max=0"})
        EXPECT_TRUE(ends_soon({{"keep-alive", soon}})) << soon;
    for (const char* later : {"timeout=5", "timeout=2, max=1", "", "timeout", "timeout=soon"})
        EXPECT_FALSE(ends_soon({{"Keep-Alive", later}})) << later;
    EXPECT_FALSE(ends_soon({{"Connection", "keep-alive"}}));
}

}  // namespace
}  // namespace fairlead::net
