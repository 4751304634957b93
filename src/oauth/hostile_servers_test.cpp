// SPDX-License-Identifier: Apache-2.0
//
// What a server that a person names, or the resource before it, may say of itself: nothing that carries a
// secret leaves for a host that is not the issuer's.
#include "oauth/connect_fixture.h"
#include "oauth/fake_authorization_server.h"
#include "oauth/hostile_values.h"

#include <gmock/gmock.h>
#include <boost/json/array.hpp>

namespace fairlead::oauth {
namespace {

/// Where a server, or the resource before it, may name an address.
struct Claim {
    const char* name;
    bool of_resource = false;
};

const Claim claims[] = {{"issuer"},
                        {"authorization_endpoint"},
                        {"token_endpoint"},
                        {"registration_endpoint"},
                        {"revocation_endpoint"},
                        {"resource", true},
                        {"authorization_servers", true}};

/// A connect at a server that a person names, and that says what it likes of itself.
class HostileServers : public ConnectTest {
protected:
    static IntegrationOptions options() {
        IntegrationOptions options;
        options.redirect_base_url = "https://fairlead.test";
        return options;
    }
    HostileServers() : ConnectTest({}, options(), "") {
        must<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "any-mcp-server";
            return integrations_->put(default_workspace, std::move(edit));
        });
    }

    /// Whether a consent could begin. Goes through with it then, up to the revocation's client.
    bool try_server(FakeAuthorizationServer& server) {
        const ConnectServices services{*db_,   vault_, cache_, server,  *integrations_,
                                       audit_, jobs_,  clock_, random_, *log_};
        ConnectOptions options;
        options.registrations = {.per_person = 1'000'000, .per_host = 1'000'000};
        options.public_url = "https://fairlead.test";
        options.frontend_base_url = "https://app.test";
        ConnectContext context{services, std::move(options)};
        ConnectStart begin{context};
        Callback callback{context};
        const auto caller = session_of(user_);
        const auto started = db_.run<ConnectStarted>([&] {
            ConnectAsk ask;
            ask.provider = "any-mcp-server";
            ask.vars = {{"server_url", FakeAuthorizationServer::resource}};
            return begin.start(caller, std::move(ask), ConnectStart::Origin::proven);
        });
        if (!started) return false;
        EXPECT_TRUE(is_good(*net::Url::parse(started->auth_url))) << started->auth_url;
        CallbackAsk ask;
        ask.caller = caller;
        ask.provider = "any-mcp-server";
        ask.parameters = {{"code", "c"},
                          {"iss", FakeAuthorizationServer::origin},
                          {"state", query_value(started->auth_url, "state")}};
        if (started->cookie) ask.cookies = {{started->cookie->name, started->cookie->value}};
        must<CallbackAnswer>([&] { return callback.handle(ask); });
        for (const auto& row : connections_of(user_)) expect_good_revocation(row);
        return true;
    }
    static bool is_good(const net::Url& url) {
        const bool is_known = url.host == "as.example" || url.host.ends_with(".as.example");
        return is_known && url.scheme == "https" && url.port == 443 && !url.has_userinfo;
    }
    void expect_good_revocation(const Connection& connection) {
        const auto client = must<std::shared_ptr<const OAuthClient>>([&] {
            return integrations_->find_issued(default_workspace, connection.integration_id,
                                              connection.id);
        });
        if (!client || !client->method().revoke) return;
        const auto url = net::Url::parse(client->method().revoke->request.url.front().text());
        EXPECT_TRUE(url && is_good(*url));
    }
    static void expect_no_secret_astray(FakeAuthorizationServer& server, const std::string& what) {
        for (const auto& call : server.seen()) {
            const bool has_secret = !call.authorization.empty() ||
                                    call.body.find("secret") != std::string::npos ||
                                    call.body.find("code=") != std::string::npos;
            EXPECT_TRUE(!has_secret || is_good(call.url)) << what << " led to " << call.url.text();
            EXPECT_EQ(call.url.scheme, "https") << what;
            EXPECT_FALSE(call.url.has_userinfo) << what;
        }
    }

    UserId user_ = add_user("mia");
};

TEST_F(HostileServers, LeadNoCallWithASecretAway) {
    std::vector<std::string> values;
    for (const auto& core : hostile_cores)
        for (const auto* around : {"%", "https://%/x"})
            values.push_back(
                std::string{around}.replace(std::string_view{around}.find('%'), 1, core));
    for (const char* more :
         {"http://as.example/x", "https://as.example@evil.example/x", "https://u:p@as.example/x",
          "https://as.example.evil.example/x", "https://as.example:8443/x", "https://127.0.0.1/x"})
        values.emplace_back(more);
    ASSERT_GE(values.size(), 160u);
    for (const auto& claim : claims) {
        for (const auto& value : values) {
            FakeAuthorizationServer server;
            auto& document = claim.of_resource ? server.description : server.metadata;
            if (std::string_view{claim.name} == "authorization_servers")
                document[claim.name] = json::array{json::string(value)};
            else
                document[claim.name] = value;
            try_server(server);
            expect_no_secret_astray(server, std::string{claim.name} + " as '" + value + "'");
        }
    }
}

TEST_F(HostileServers, ThePointerOfARefusalLeadsToItsOwnOriginAlone) {
    for (const auto& value : hostile_values()) {
        FakeAuthorizationServer server;
        server.pointer = value;
        try_server(server);
        for (const auto& call : server.seen())
            EXPECT_TRUE(call.url.host == "rs.example" || is_good(call.url))
                << "'" << value << "' led to " << call.url.text();
    }
}

TEST_F(HostileServers, TheGoodOneIsGoneThroughWith) {
    FakeAuthorizationServer server;
    EXPECT_TRUE(try_server(server));
    EXPECT_EQ(server.count("/token"), 1u);
}

}  // namespace
}  // namespace fairlead::oauth
