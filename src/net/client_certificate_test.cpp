// SPDX-License-Identifier: Apache-2.0
#include "net/client_certificate.h"

#include "net/client_fixture.h"
#include "net/server_fixture.h"
#include "net/test_certificates.h"
#include "net/tls_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

namespace fairlead::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using Shown = std::shared_ptr<const ClientCertificate>;

Result<Shown> read_pair(const std::string& certificates, const std::string& key,
                        ClientCertificate::Fault& fault) {
    return ClientCertificate::create(Secret::copy_of(certificates), Secret::copy_of(key), fault);
}

Shown shown(const TestAuthority::Issued& issued) {
    auto fault = ClientCertificate::Fault::none;
    auto made = read_pair(issued.certificate_pem, issued.key_pem, fault);
    EXPECT_TRUE(made);
    return *made;
}

/// A server that talks to nobody who has no certificate of `clients_`.
class ClientCertificates : public testing::Test {
protected:
    ServerOptions asking(int version) const {
        const auto issued = servers_.issue("IP:127.0.0.1");
        auto tls = ServerTls::create(issued.certificate_pem, Secret::copy_of(issued.key_pem));
        EXPECT_TRUE(tls);
        boost::asio::ssl::context& context = (*tls)->impl().context;
        context.add_certificate_authority(boost::asio::buffer(clients_.pem()));
        SSL_CTX* const handle = context.native_handle();
        SSL_CTX_set_verify(handle, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        SSL_CTX_set_session_id_context(handle, reinterpret_cast<const unsigned char*>("t"), 1);
        SSL_CTX_set_max_proto_version(handle, version);
        ServerOptions options = ServerFixture::quick();
        options.tls = *tls;
        return options;
    }
    TlsTrust trust() const { return {.system_roots = false, .extra_roots_pem = {servers_.pem()}}; }
    static ClientRequest call(std::uint16_t port, Shown certificate) {
        ClientRequest request = request_to(port);
        request.url = *Url::parse("https://127.0.0.1:" + std::to_string(port) + "/a");
        request.certificate = std::move(certificate);
        return request;
    }

    TestAuthority servers_;
    TestAuthority clients_;
};

TEST_F(ClientCertificates, OpenTheDoorThatIsShutWithoutOne) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        ServerFixture server{echo, asking(version)};
        ClientFixture client{server.port(), trust()};
        const auto mine = shown(clients_.issue("DNS:client.example"));
        const Exchange good = client.send(call(server.port(), mine));
        ASSERT_TRUE(good.answered()) << good.failure.error.detail;
        EXPECT_EQ(good.response->body, "GET /a ");
        const Exchange without = client.send(call(server.port(), nullptr));
        EXPECT_FALSE(without.answered());
    }
}

TEST_F(ClientCertificates, WhatTheServerHoldsAgainstThemIsToldApart) {
    const TestAuthority strangers;
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        ServerFixture server{echo, asking(version)};
        ClientFixture client{server.port(), trust()};
        for (const auto& issued :
             {strangers.issue("DNS:client.example"), clients_.issue("DNS:client.example", -60)}) {
            const auto mine = shown(issued);
            ClientRequest request = call(server.port(), mine);
            request.method = Method::post;
            request.body = "grant_type=client_credentials";
            const Exchange refused = client.send(std::move(request));
            EXPECT_FALSE(refused.answered());
            EXPECT_TRUE(refused.failure.is_about_certificate) << refused.failure.error.detail;
            EXPECT_EQ(refused.failure.progress, Progress::never_sent);
            const auto& error = refused.failure.error;
            EXPECT_THAT(error.message, HasSubstr(to_rfc3339(mine->until())));
            EXPECT_THAT(error.message + error.detail, Not(HasSubstr("BEGIN")));
        }
    }
    ServerFixture server{echo, asking(TLS1_3_VERSION)};
    ClientFixture client{server.port(), trust()};
    const Exchange without = client.send(call(server.port(), nullptr));
    EXPECT_TRUE(without.failure.is_about_certificate) << without.failure.error.detail;
    EXPECT_THAT(without.failure.error.message, HasSubstr("wants a client certificate"));
}

TEST_F(ClientCertificates, OtherTroubleIsNoneOfTheirs) {
    const TestAuthority others;
    ServerFixture server{echo, asking(TLS1_3_VERSION)};
    ClientFixture client{server.port(), {.system_roots = false, .extra_roots_pem = {others.pem()}}};
    const auto mine = shown(clients_.issue("DNS:client.example"));
    const Exchange refused = client.send(call(server.port(), mine));
    EXPECT_EQ(refused.failure.progress, Progress::never_sent);
    EXPECT_FALSE(refused.failure.is_about_certificate);
}

// Who shows another certificate, or none, is another to the server.
TEST_F(ClientCertificates, ConnectionsAndSessionsAreSharedByThoseOfTheSameAlone) {
    auto options = asking(TLS1_3_VERSION);
    SSL_CTX_set_verify(options.tls->impl().context.native_handle(), SSL_VERIFY_PEER, nullptr);
    ServerFixture server{echo, options};
    ClientFixture client{server.port(), trust()};
    const auto opened = [&] {
        return server.metrics().counter("fairlead_http_connections_total", "").value();
    };
    const auto ask = [&](Shown certificate) {
        ClientRequest request = call(server.port(), std::move(certificate));
        request.repeatable = true;
        const Exchange exchange = client.send(std::move(request));
        EXPECT_TRUE(exchange.answered()) << exchange.failure.error.detail;
    };
    const auto issued = clients_.issue("DNS:one.example");
    const auto one = shown(issued);
    const auto same = shown(issued);
    const auto two = shown(clients_.issue("DNS:two.example"));
    for (const auto& each : {one, two, Shown{}}) ask(each);
    EXPECT_EQ(opened(), 3U);
    EXPECT_EQ(client.handshakes("full"), 3U);
    for (const auto& each : {Shown{}, same, two, one}) ask(each);
    EXPECT_EQ(opened(), 3U);
    EXPECT_EQ(client.handshakes("resumed"), 0U);
}

TEST_F(ClientCertificates, AreNotShownWithoutTls) {
    ServerFixture server;
    ClientFixture client{server.port()};
    ClientRequest request = request_to(server.port());
    request.certificate = shown(clients_.issue("DNS:client.example"));
    const Exchange exchange = client.send(std::move(request));
    EXPECT_FALSE(exchange.answered());
    EXPECT_EQ(exchange.failure.error.code, Errc::invalid);
}

TEST_F(ClientCertificates, AreReadInAnyOrder) {
    const auto issued = clients_.issue("DNS:client.example");
    auto fault = ClientCertificate::Fault::none;
    const auto plain = shown(issued);
    for (const auto& text :
         {issued.certificate_pem + clients_.pem(), clients_.pem() + issued.certificate_pem}) {
        const auto read = read_pair(text, issued.key_pem, fault);
        ASSERT_TRUE(read);
        EXPECT_EQ((*read)->fingerprint(), plain->fingerprint());
    }
    EXPECT_EQ(plain->fingerprint().size(), 64U);
    EXPECT_LT(plain->from(), plain->until());
}

TEST_F(ClientCertificates, WhatIsWrongWithThemIsTold) {
    using Fault = ClientCertificate::Fault;
    const auto issued = clients_.issue("DNS:client.example");
    const auto other = clients_.issue("DNS:client.example");
    const auto cut = issued.certificate_pem.substr(0, 200) + "\n-----END CERTIFICATE-----\n";
    struct Case {
        std::string certificates;
        std::string key;
        Fault fault;
    };
    for (const auto& [certificates, key, expected] :
         {Case{"", issued.key_pem, Fault::certificate},
          Case{"no certificate", issued.key_pem, Fault::certificate},
          Case{issued.key_pem, issued.key_pem, Fault::certificate},
          Case{cut, issued.key_pem, Fault::certificate},
          Case{issued.certificate_pem + cut, issued.key_pem, Fault::certificate},
          Case{issued.certificate_pem, "", Fault::key},
          Case{issued.certificate_pem, issued.certificate_pem, Fault::key},
          Case{issued.certificate_pem, other.key_pem, Fault::pair}}) {
        auto fault = Fault::none;
        const auto read = read_pair(certificates, key, fault);
        EXPECT_FALSE(read);
        EXPECT_EQ(fault, expected) << certificates;
        EXPECT_EQ(read.error().code, Errc::invalid);
    }
}

}  // namespace
}  // namespace fairlead::net
