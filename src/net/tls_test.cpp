// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include "net/client_fixture.h"
#include "net/server_fixture.h"
#include "net/test_certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <future>

namespace fairlead::net {
namespace {

class Tls : public testing::Test {
protected:
    static ServerOptions options(const TestAuthority::Issued& issued) {
        ServerOptions options = ServerFixture::quick();
        auto tls = ServerTls::create(issued.certificate_pem, Secret::copy_of(issued.key_pem));
        EXPECT_TRUE(tls);
        options.tls = *tls;
        return options;
    }
    TlsTrust trust() const {
        return {.system_roots = false, .extra_roots_pem = {authority_.pem()}};
    }
    static ClientRequest request_over_tls(std::uint16_t port, const std::string& host) {
        ClientRequest request = request_to(port);
        request.url = *Url::parse("https://" + host + ":" + std::to_string(port) + "/a");
        return request;
    }
    static void expect_never_sent(const Exchange& exchange) {
        EXPECT_FALSE(exchange.answered());
        EXPECT_EQ(exchange.failure.progress, Progress::never_sent);
        EXPECT_EQ(exchange.failure.error.code, Errc::provider_failed);
    }

    TestAuthority authority_;
};

TEST_F(Tls, AnswersByNameAndByAddress) {
    Handler handler = [](Request request) -> Task<Result<Response>> {
        Response response;
        response.body = (request.secure ? "secure " : "plain ") + request.peer;
        co_return response;
    };
    ServerFixture server{handler, options(authority_.issue("DNS:localhost,IP:127.0.0.1"))};
    ClientFixture client{server.port(), trust()};
    for (const char* host : {"localhost", "127.0.0.1"}) {
        const Exchange exchange = client.send(request_over_tls(server.port(), host));
        ASSERT_TRUE(exchange.answered()) << exchange.failure.error.detail;
        EXPECT_EQ(exchange.response->body, "secure 127.0.0.1");
    }
}

TEST_F(Tls, ConnectionsAreKeptAndBodiesGoBothWays) {
    ServerFixture server{echo, options(authority_.issue("IP:127.0.0.1"))};
    ClientFixture client{server.port(), trust()};
    for (int i = 0; i < 3; ++i) {
        ClientRequest request = request_over_tls(server.port(), "127.0.0.1");
        request.repeatable = true;
        request.method = Method::post;
        request.body.assign(500000, 'z');
        const Exchange exchange = client.send(std::move(request));
        ASSERT_TRUE(exchange.answered()) << exchange.failure.error.detail;
        EXPECT_EQ(exchange.response->body, "POST /a " + std::string(500000, 'z'));
    }
    EXPECT_EQ(server.metrics().counter("fairlead_http_connections_total", "").value(), 1U);
}

TEST_F(Tls, FreshConnectionsResumeTheSessionOfTheirOrigin) {
    Handler hanging_up = [](Request) -> Task<Result<Response>> {
        Response response;
        response.close = true;
        co_return response;
    };
    ServerFixture server{hanging_up, options(authority_.issue("DNS:localhost,IP:127.0.0.1"))};
    ClientFixture client{server.port(), trust()};
    for (int i = 0; i < 3; ++i) {
        const auto exchange = client.send(request_over_tls(server.port(), "127.0.0.1"));
        ASSERT_TRUE(exchange.answered()) << exchange.failure.error.detail;
    }
    EXPECT_EQ(client.handshakes("full"), 1U);
    EXPECT_EQ(client.handshakes("resumed"), 2U);
    // Another name is to be proven anew.
    ASSERT_TRUE(client.send(request_over_tls(server.port(), "localhost")).answered());
    EXPECT_EQ(client.handshakes("full"), 2U);
    EXPECT_EQ(client.handshakes("resumed"), 2U);
    // As is what another client trusts.
    ClientFixture distrustful{server.port()};
    expect_never_sent(distrustful.send(request_over_tls(server.port(), "127.0.0.1")));
}

TEST_F(Tls, WhoeverDoesNotKnowTheSessionMustProveThemselves) {
    std::uint16_t port = 0;
    std::optional<ClientFixture> client;
    {
        ServerFixture server{echo, options(authority_.issue("IP:127.0.0.1"))};
        port = server.port();
        client.emplace(port, trust());
        ASSERT_TRUE(client->send(request_over_tls(port, "127.0.0.1")).answered());
    }
    const TestAuthority other;
    auto impostor = options(other.issue("IP:127.0.0.1"));
    impostor.port = port;
    ServerFixture server{echo, impostor};
    expect_never_sent(client->send(request_over_tls(port, "127.0.0.1")));
    EXPECT_EQ(client->handshakes("resumed"), 0U);
}

TEST_F(Tls, UnknownAuthoritiesAreRefused) {
    const TestAuthority other;
    ServerFixture server{echo, options(other.issue("IP:127.0.0.1"))};
    ClientFixture client{server.port(), trust()};
    expect_never_sent(client.send(request_over_tls(server.port(), "127.0.0.1")));
}

TEST_F(Tls, OtherNamesAreRefused) {
    ServerFixture server{echo, options(authority_.issue("DNS:other.example,IP:127.0.0.2"))};
    ClientFixture client{server.port(), trust()};
    expect_never_sent(client.send(request_over_tls(server.port(), "localhost")));
    expect_never_sent(client.send(request_over_tls(server.port(), "127.0.0.1")));
}

TEST_F(Tls, ExpiredCertificatesAreRefused) {
    ServerFixture server{echo, options(authority_.issue("IP:127.0.0.1", -60))};
    ClientFixture client{server.port(), trust()};
    expect_never_sent(client.send(request_over_tls(server.port(), "127.0.0.1")));
}

TEST_F(Tls, APlainServerIsNeverSentTo) {
    ServerFixture server;
    ClientFixture client{server.port(), trust()};
    expect_never_sent(client.send(request_over_tls(server.port(), "127.0.0.1")));
}

TEST_F(Tls, ASilentHandshakeEndsAtItsDeadline) {
    const RawListener silent;
    ClientFixture client{silent.port(), trust()};
    ClientRequest request = request_over_tls(silent.port(), "127.0.0.1");
    request.connect_timeout = Milliseconds{40};
    const Exchange exchange = client.send(std::move(request));
    EXPECT_EQ(exchange.failure.progress, Progress::never_sent);
    EXPECT_EQ(exchange.failure.error.code, Errc::timeout);
}

TEST_F(Tls, TheServerEndsSilentHandshakesToo) {
    ServerOptions impatient = options(authority_.issue("IP:127.0.0.1"));
    impatient.header_timeout = Milliseconds{40};
    ServerFixture server{echo, impatient};
    RawClient client{server.port()};
    EXPECT_EQ(client.read_all(), "");
    EXPECT_TRUE(client.ended());
}

// The process stood still; the answer waits, encrypted, in the socket.
TEST_F(Tls, AnAnswerThatArrivedBeatsTheTimer) {
    Handler handler = [&](Request) -> Task<Result<Response>> {
        Response response;
        response.body.assign(100000, 'y');
        co_return response;
    };
    ServerFixture server{handler, options(authority_.issue("IP:127.0.0.1"))};
    ClientFixture client{server.port(), trust()};
    ClientRequest request = request_over_tls(server.port(), "127.0.0.1");
    request.total_timeout = Milliseconds{300};
    const auto end = std::chrono::steady_clock::now() + 500ms;
    request.after_send = [&] {
        while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
    };
    const Exchange exchange = client.send(std::move(request));
    ASSERT_TRUE(exchange.answered()) << exchange.failure.error.message;
    EXPECT_EQ(exchange.response->body.size(), 100000U);
}

TEST_F(Tls, VersionsBelow12AreRefused) {
    ServerFixture server{echo, options(authority_.issue("IP:127.0.0.1"))};
    const auto handshake = [&](int version) {
        SSL_CTX* context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, version);
        SSL_CTX_set_max_proto_version(context, version);
        BIO* bio = BIO_new_ssl_connect(context);
        const std::string address = "127.0.0.1:" + std::to_string(server.port());
        BIO_set_conn_hostname(bio, address.c_str());
        const bool done = BIO_do_handshake(bio) == 1;
        BIO_free_all(bio);
        SSL_CTX_free(context);
        return done;
    };
    EXPECT_FALSE(handshake(TLS1_1_VERSION));
    EXPECT_TRUE(handshake(TLS1_2_VERSION));
    EXPECT_TRUE(handshake(TLS1_3_VERSION));
}

TEST_F(Tls, BadCertificatesDoNotLoad) {
    const auto issued = authority_.issue("IP:127.0.0.1");
    const auto other = authority_.issue("IP:127.0.0.1");
    EXPECT_FALSE(ServerTls::create("nonsense", Secret::copy_of(issued.key_pem)));
    EXPECT_FALSE(ServerTls::create(issued.certificate_pem, Secret::copy_of("nonsense")));
    EXPECT_FALSE(ServerTls::create(issued.certificate_pem, Secret::copy_of(other.key_pem)));
}

}  // namespace
}  // namespace fairlead::net
