// SPDX-License-Identifier: Apache-2.0
//
// Accounts of platforms that want a client certificate in the TLS handshake (RFC 8705): npm's
// oidc-provider behind a server that hangs up on whoever has none, and a token endpoint of our own
// whose TLS says why it does not let somebody in.
#include "base/text.h"
#include "net/server_fixture.h"
#include "net/test_certificates.h"
#include "net/tls_context.h"
#include "support/oidc_provider_under_test.h"
#include "support/peer_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Issued = net::TestAuthority::Issued;

constexpr const char* oidc = "oidc-certified";
constexpr const char* outspoken = "outspoken-door";

/// Takes the server certificate that stands in `directory`.
class OutspokenDoor {
public:
    OutspokenDoor(const std::string& directory, const net::TestAuthority& clients)
        : server_{&answer, options(directory, clients.pem())} {}

    std::string host() const { return "127.0.0.1:" + std::to_string(server_.port()); }
    void write_file(const std::string& directory) const {
        const std::string origin = "https://" + host();
        std::ofstream{directory + "/" + outspoken + ".yaml"}
            << "schema: 1\nid: " << outspoken << "\nname: Outspoken\ngroups: [identity]\n"
            << "vars:\n  client_certificate: {from: app, secret: true}\n"
            << "  client_private_key: {from: app, secret: true}\n"
            << "api: {base: '" << origin << "', mtls: true}\nauth:\n  client:\n"
            << "    kind: oauth2_client\n"
            << "    client_certificate: {certificate: '{client_certificate}', "
               "key: '{client_private_key}'}\n"
            << "    token: {url: '" << origin << "/token', client: none, mtls: true}\n";
    }

private:
    static Task<Result<net::Response>> answer(net::Request) {
        net::Response response;
        response.headers.set("Content-Type", "application/json");
        response.body = R"({"access_token":"t-1","expires_in":3600})";
        co_return response;
    }
    static net::ServerOptions options(const std::string& directory, const std::string& clients) {
        const auto read = [&](const char* name) {
            std::stringstream text;
            text << std::ifstream{directory + name}.rdbuf();
            return text.str();
        };
        auto options = net::ServerFixture::quick();
        options.tls = must(
            net::ServerTls::create(read("/loopback.pem"), Secret::copy_of(read("/loopback.key"))));
        auto& context = options.tls->impl().context;
        context.add_certificate_authority(boost::asio::buffer(clients));
        context.set_verify_mode(boost::asio::ssl::verify_peer |
                                boost::asio::ssl::verify_fail_if_no_peer_cert);
        return options;
    }

    net::ServerFixture server_;
};

class ClientCertificate : public PeerWorld {
protected:
    ClientCertificate()
        : provider_(directory_.path(), app_.url() + "/api/integrations/callback/oidc-provider",
                    caller_, Seconds{3600}, authority_.pem()),
          door_(directory_.path(), authority_) {
        door_.write_file(provider_.providers_directory());
        start_beside(provider_, provider_.strict_host() + "," + door_.host());
        admin_key_ = app_.create_key("admin");
    }

    Api admin() { return {caller_, app_.url(), admin_key_, ""}; }
    static json::object given(const Issued& issued) {
        return {{"client_certificate", issued.certificate_pem},
                {"client_private_key", issued.key_pem}};
    }
    Answer set_up(const std::string& provider, const Issued& issued) {
        const json::object body{{"provider", provider}, {"secretVars", given(issued)}};
        return admin().post("/api/admin/integrations", json::serialize(body));
    }
    Answer change(const std::string& provider, const Issued& issued) {
        const json::object body{{"secretVars", given(issued)}};
        return admin().patch("/api/admin/integrations/" + provider, json::serialize(body));
    }
    Answer submit(const std::string& provider) {
        return api().post(
            "/api/integrations/connect/" + provider + "/credentials",
            R"({"fields":{"client_id":")" + OidcProviderUnderTest::certified_id() + "\"}}");
    }
    Answer refresh(const std::string& provider, const std::string& id) {
        return api().post("/api/integrations/refresh/" + provider + "/" + id);
    }
    /// Nothing of a key is anywhere that somebody could read.
    void expect_kept(const Issued& issued) {
        const std::string line = issued.key_pem.substr(40, 40);
        EXPECT_THAT(app_.stored_bytes(), Not(HasSubstr(line)));
        EXPECT_THAT(app_.administer("audit.list"), Not(HasSubstr(line)));
        EXPECT_FALSE(app_.logged(line));
    }

    net::TestAuthority authority_;
    net::TestAuthority strangers_;
    Issued mine_ = authority_.issue("DNS:" + OidcProviderUnderTest::certified_id() + ".example");
    Issued other_ = strangers_.issue("DNS:" + OidcProviderUnderTest::certified_id() + ".example");
    OidcProviderUnderTest provider_;
    OutspokenDoor door_;
    std::string admin_key_;
};

TEST_F(ClientCertificate, OpensTheDoorToTokensThatAreBoundToIt) {
    const Answer stored = set_up(oidc, mine_);
    ASSERT_EQ(stored.status, 201) << stored.body;
    EXPECT_THAT(stored.body, Not(HasSubstr("BEGIN")));
    const Answer made = submit(oidc);
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string id = made.text("/connectionId");
    // Whose certificate the API saw.
    const std::string peer = replace_all(text(id, "/providerAccountId"), ":", "");
    EXPECT_EQ(peer.size(), 64U) << peer;
    const std::string first = token(id).text("/accessToken");
    const json::value known = provider_.introspected(first);
    EXPECT_TRUE(known.at("active").as_bool());
    EXPECT_TRUE(find_pointer(known, "/cnf/x5t#S256")) << "RFC 8705 section 3.1";
    EXPECT_EQ(refresh(oidc, id).text("/success"), "true");
    const std::string second = token(id).text("/accessToken");
    EXPECT_NE(second, first);
    EXPECT_TRUE(provider_.knows(second));
    ASSERT_EQ(api().del(std::string{"/api/integrations/disconnect/"} + oidc + "/" + id).status,
              200);
    EXPECT_TRUE(eventually([&] { return !provider_.knows(second); }));
    expect_kept(mine_);
}

TEST_F(ClientCertificate, OneOfAnotherAuthorityIsTheOperatorsToReplace) {
    ASSERT_EQ(set_up(outspoken, other_).status, 201);
    const Answer refused = submit(outspoken);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.text("/code"), "provider_config");
    EXPECT_THAT(refused.text("/detail"), HasSubstr("client certificate"));
    EXPECT_THAT(list_connections(api()), IsEmpty());
    EXPECT_TRUE(app_.logged("refuses our client certificate"));
    expect_kept(other_);
    // With the right one everything goes on, without a restart.
    const Answer changed = change(outspoken, mine_);
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(submit(outspoken).status, 200);
}

TEST_F(ClientCertificate, OneThatIsNotTakenLaterEndsNoConnection) {
    for (const char* provider : {oidc, outspoken}) {
        ASSERT_EQ(set_up(provider, mine_).status, 201);
        const std::string id = submit(provider).text("/connectionId");
        ASSERT_EQ(change(provider, other_).status, 200);
        EXPECT_NE(refresh(provider, id).text("/success"), "true");
        EXPECT_EQ(text(id, "/status"), "connected");
        EXPECT_TRUE(app_.logged("client certificate"));
        ASSERT_EQ(change(provider, mine_).status, 200);
        EXPECT_TRUE(eventually([&] { return refresh(provider, id).text("/success") == "true"; }));
    }
}

TEST_F(ClientCertificate, WhatIsNoPairIsNotStored) {
    const Answer refused = set_up(oidc, {mine_.certificate_pem, other_.key_pem});
    EXPECT_EQ(refused.status, 400) << refused.body;
    EXPECT_EQ(refused.text("/faults/0/pointer"), "/secretVars/client_private_key");
    expect_kept(other_);
    const Answer over = set_up(oidc, authority_.issue("DNS:other.example", -60));
    EXPECT_THAT(over.body, HasSubstr("ended on"));
}

}  // namespace
}  // namespace fairlead::tests
