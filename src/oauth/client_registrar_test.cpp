// SPDX-License-Identifier: Apache-2.0
//
// Connects at platforms that register their clients themselves, from the start to the stored
// connection.
#include "oauth/connect_fixture.h"
#include "oauth/fake_authorization_server.h"

#include <gmock/gmock.h>

#include <thread>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string home = FakeAuthorizationServer::origin;

/// One whose addresses the file names.
constexpr const char* named_file =
    "schema: 1\nid: named-mcp\nname: Named\ngroups: [mcp]\napi: {base: 'https://rs.example'}\n"
    "auth:\n  mcp:\n    kind: mcp_oauth\n    register: dynamic\n"
    "    register_url: https://as.example/register\n"
    "    authorize: {url: 'https://as.example/authorize', pkce: required,\n"
    "                extra: {resource: 'https://rs.example/mcp'}}\n"
    "    token: {url: 'https://as.example/token'}\n";

class ClientRegistrarTest : public ConnectTest {
protected:
    static IntegrationOptions options() {
        IntegrationOptions options;
        options.redirect_base_url = "https://fairlead.test";
        return options;
    }
    ClientRegistrarTest() : ConnectTest({{"named-mcp.yaml", named_file}}, options(), "") {
        context_of_server_ = make_context(*integrations_);
        for (const char* id : {"named-mcp", "any-mcp-server"}) put(id);
    }

    std::unique_ptr<ConnectContext> make_context(Integrations& integrations) {
        const ConnectServices services{*db_,   vault_, cache_, server_, integrations,
                                       audit_, jobs_,  clock_, random_, *log_};
        ConnectOptions options;
        options.public_url = "https://fairlead.test";
        options.frontend_base_url = "https://app.test";
        return std::make_unique<ConnectContext>(services, std::move(options));
    }
    void put(const std::string& provider, const std::string& client_id = {}) {
        must<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = provider;
            edit.client_id = client_id;
            if (!client_id.empty()) edit.client_secret = Secret{std::string{"by-hand"}};
            return integrations_->put(default_workspace, std::move(edit));
        });
    }
    static ConnectAsk ask_for(const std::string& provider) {
        ConnectAsk ask;
        ask.provider = provider;
        if (provider == "any-mcp-server")
            ask.vars = {{"server_url", FakeAuthorizationServer::resource}};
        return ask;
    }
    Result<ConnectStarted> start(const std::string& provider, ConnectContext* context = nullptr) {
        ConnectStart begin{context ? *context : *context_of_server_};
        auto ask = ask_for(provider);
        return db_.run<ConnectStarted>(
            [&] { return begin.start(caller_, std::move(ask), ConnectStart::Origin::proven); });
    }
    CallbackAnswer come_back(const std::string& provider, const ConnectStarted& started,
                             net::Pairs parameters = {{"code", "c"}, {"iss", home}}) {
        Callback callback{*context_of_server_};
        CallbackAsk ask;
        ask.caller = caller_;
        ask.provider = provider;
        ask.parameters = std::move(parameters);
        ask.parameters.emplace_back("state", query_value(started.auth_url, "state"));
        if (started.cookie) ask.cookies = {{started.cookie->name, started.cookie->value}};
        return must<CallbackAnswer>([&] { return callback.handle(ask); });
    }
    std::string client_of(const ConnectStarted& started) {
        return query_value(started.auth_url, "client_id");
    }
    /// The last call to the token endpoint.
    FakeAuthorizationServer::Seen redeemed() {
        FakeAuthorizationServer::Seen last;
        for (const auto& call : server_.seen())
            if (call.url.path == "/token") last = call;
        return last;
    }
    std::shared_ptr<const OAuthClient> issued_to(const Connection& connection) {
        return must<std::shared_ptr<const OAuthClient>>([&] {
            return integrations_->find_issued(default_workspace, connection.integration_id,
                                              connection.id);
        });
    }
    /// Starts, comes back, and answers the connection that was made or renewed.
    Connection connected(const std::string& provider) {
        const auto started = start(provider);
        EXPECT_TRUE(started) << started.error().message << started.error().detail;
        const auto answer = come_back(provider, *started);
        EXPECT_FALSE(answer.failure) << answer.message;
        for (const auto& row : connections_of(user_))
            if (row.id == answer.connection) return row;
        ADD_FAILURE() << "not connected";
        return {};
    }

    FakeAuthorizationServer server_;
    std::unique_ptr<ConnectContext> context_of_server_;
    UserId user_ = add_user("mia");
    Caller caller_ = session_of(user_);
};

TEST_F(ClientRegistrarTest, TheFirstConnectRegistersAndTheNextDoesNot) {
    const auto started = start("named-mcp");
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_THAT(started->auth_url, HasSubstr(home + "/authorize?"));
    EXPECT_EQ(client_of(*started), "client-1");
    EXPECT_EQ(query_value(started->auth_url, "code_challenge_method"), "S256");
    EXPECT_EQ(query_value(started->auth_url, "resource"), "https://rs.example/mcp");
    EXPECT_EQ(client_of(*start("named-mcp")), "client-1");
    EXPECT_EQ(server_.registrations(), 1u);
}

TEST_F(ClientRegistrarTest, TheCodeIsRedeemedAsTheServerRegisteredUs) {
    const auto row = connected("named-mcp");
    const auto call = redeemed();
    EXPECT_THAT(call.body, HasSubstr("client_id=client-1"));
    EXPECT_THAT(call.body, HasSubstr("client_secret=secret-1"));
    EXPECT_THAT(call.body, HasSubstr("resource=https%3A%2F%2Frs.example%2Fmcp"));
    EXPECT_THAT(call.body, HasSubstr("code_verifier="));
    EXPECT_EQ(issued_to(row)->client_id, "client-1");
}

TEST_F(ClientRegistrarTest, ADiscoveredServerIsSpokenToAsItDescribesItself) {
    server_.metadata["scopes_supported"] = json::array{"offline_access"};
    const auto started = start("any-mcp-server");
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(query_value(started->auth_url, "scope"), "offline_access");
    EXPECT_EQ(query_value(started->auth_url, "prompt"), "consent");
    EXPECT_EQ(query_value(started->auth_url, "resource"), FakeAuthorizationServer::resource);
    const auto row = connected("any-mcp-server");
    EXPECT_THAT(redeemed().authorization, HasSubstr("Basic "));
    const auto client = issued_to(row);
    ASSERT_TRUE(client->method().revoke);
    EXPECT_EQ(client->method().revoke->request.url.front().text(), home + "/revoke");
    EXPECT_EQ(client->method().refresh.request.extra.front().name, "resource");
}

TEST_F(ClientRegistrarTest, AServerThatSendsIssMustSendItAndItsOwn) {
    for (const net::Pairs& parameters :
         {net::Pairs{{"code", "c"}}, net::Pairs{{"code", "c"}, {"iss", "https://evil.example"}}}) {
        const auto started = start("any-mcp-server");
        const auto answer = come_back("any-mcp-server", *started, parameters);
        EXPECT_EQ(answer.failure, ConnectFailure::invalid_state);
    }
    EXPECT_EQ(server_.count("/token"), 0u);
}

// A server that registers anew at every connect, as one does that loses what it registered.
TEST_F(ClientRegistrarTest, NobodyMakesItKnockWithoutEnd) {
    ConnectOptions with;
    with.public_url = "https://fairlead.test";
    with.frontend_base_url = "https://app.test";
    with.registrations = {.per_person = 3, .per_host = 5};
    const ConnectServices services{*db_,   vault_, cache_, server_, *integrations_,
                                   audit_, jobs_,  clock_, random_, *log_};
    std::vector<std::unique_ptr<ConnectContext>> contexts;
    const auto try_as = [&](const Caller& caller) {
        server_.metadata["revocation_endpoint"] =
            std::string{home} + "/revoke/" + std::to_string(contexts.size());
        contexts.push_back(std::make_unique<ConnectContext>(services, with));  // discovers anew
        ConnectStart begin{*contexts.back()};
        auto ask = ask_for("any-mcp-server");
        return db_.run<ConnectStarted>(
            [&] { return begin.start(caller, std::move(ask), ConnectStart::Origin::proven); });
    };
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(try_as(caller_)) << i;
    const auto refused = try_as(caller_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rate_limited);
    EXPECT_STREQ(refused.error().reason, "registration_limit");
    EXPECT_TRUE(refused.error().retry_after);
    EXPECT_THAT(refused.error().message, HasSubstr("Try again in"));
    EXPECT_EQ(server_.registrations(), 3u);
    // Another person is not held up by it, until the server itself has been asked too often.
    const auto other = session_of(add_user("noa"));
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(try_as(other)) << i;
    const auto enough = try_as(session_of(add_user("eli")));
    ASSERT_FALSE(enough);
    EXPECT_EQ(enough.error().code, Errc::rate_limited);
    EXPECT_EQ(server_.registrations(), 5u);
    // What the platform's file names is no person's to multiply.
    EXPECT_TRUE(start("named-mcp"));
}

TEST_F(ClientRegistrarTest, ManyNodesRegisterOnce) {
    constexpr int nodes = 4;
    std::vector<std::unique_ptr<Integrations>> each;
    std::vector<std::unique_ptr<ConnectContext>> contexts;
    for (int i = 0; i < nodes; ++i) {
        each.push_back(std::make_unique<Integrations>(*db_, *catalog_, vault_, clock_, random_,
                                                      server_, options()));
        contexts.push_back(make_context(*each.back()));
    }
    std::vector<std::string> clients(nodes);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < nodes; ++i)
        threads.emplace_back([&, i] {
            const auto started = start("named-mcp", contexts[i].get());
            clients[i] = started ? client_of(*started) : started.error().message;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_THAT(clients, testing::Each("client-1"));
    EXPECT_EQ(server_.registrations(), 1u);
}

TEST_F(ClientRegistrarTest, AFlowGoesOnAtTheAddressesThatItBeganWith) {
    const auto started = start("any-mcp-server");
    server_.metadata["token_endpoint"] = home + "/elsewhere";
    context_of_server_ = make_context(*integrations_);  // forgets what was discovered
    EXPECT_EQ(client_of(*start("any-mcp-server")), "client-2");
    const auto answer = come_back("any-mcp-server", *started);
    EXPECT_FALSE(answer.failure) << answer.message;
    EXPECT_EQ(server_.count("/token"), 1u);
    EXPECT_EQ(server_.count("/elsewhere"), 0u);
}

TEST_F(ClientRegistrarTest, ARunningFlowIsRedeemedByTheClientOfItsRedirect) {
    const auto started = start("any-mcp-server");
    server_.metadata["revocation_endpoint"] = home + "/revoke/new";
    context_of_server_ = make_context(*integrations_);  // forgets what was discovered
    ASSERT_EQ(client_of(*start("any-mcp-server")), "client-2");
    const auto answer = come_back("any-mcp-server", *started);
    ASSERT_FALSE(answer.failure) << answer.message;
    const auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(issued_to(rows.front())->client_id, "client-1");
    EXPECT_EQ(issued_to(rows.front())->method().revoke->request.url.front().text(),
              home + "/revoke");
}

TEST_F(ClientRegistrarTest, AClientThatWasForgottenMakesRoomAndItsConnectionsKeepIt) {
    const auto old = connected("named-mcp");
    const auto started = start("named-mcp");
    server_.forget_clients();
    const auto failed = come_back("named-mcp", *started);
    EXPECT_EQ(failed.failure, ConnectFailure::provider_error);
    EXPECT_THAT(failed.message, HasSubstr("Connect again"));
    const auto row = connected("named-mcp");
    EXPECT_EQ(issued_to(row)->client_id, "client-2");
    EXPECT_EQ(issued_to(old)->client_id, old.id == row.id ? "client-2" : "client-1");
}

TEST_F(ClientRegistrarTest, AConsentPageThatKnowsUsNoMoreMakesRoomAsWell) {
    const auto started = start("named-mcp");
    come_back("named-mcp", *started, {{"error", "unauthorized_client"}});
    EXPECT_EQ(client_of(*start("named-mcp")), "client-2");
    const auto denied = start("named-mcp");
    come_back("named-mcp", *denied, {{"error", "access_denied"}});
    EXPECT_EQ(client_of(*start("named-mcp")), "client-2");
}

TEST_F(ClientRegistrarTest, AServerThatCanBeAskedIsAskedWhetherItKnowsUs) {
    ASSERT_TRUE(start("named-mcp"));
    server_.forget_clients();
    // A moment later nobody asks; what was just made is good.
    EXPECT_EQ(client_of(*start("named-mcp")), "client-1");
    clock_.advance(std::chrono::minutes{6});
    EXPECT_EQ(client_of(*start("named-mcp")), "client-2");
    EXPECT_EQ(server_.count("/register/client-1"), 1u);
}

TEST_F(ClientRegistrarTest, ANewTokenForItsManagementTakesTheOldOnesPlace) {
    server_.rotates_management = true;
    ASSERT_TRUE(start("named-mcp"));
    for (int i = 0; i < 3; ++i) {
        clock_.advance(std::chrono::minutes{6});
        EXPECT_EQ(client_of(*start("named-mcp")), "client-1");
    }
    EXPECT_EQ(server_.count("/register/client-1"), 3u);
    connected("named-mcp");
    EXPECT_THAT(redeemed().body, HasSubstr("client_secret=secret-1"));
}

TEST_F(ClientRegistrarTest, ASecretThatEndsIsReplacedInTime) {
    const auto end = clock_.now() + std::chrono::hours{10};
    server_.secret_ends = to_unix_ms(end) / 1000;
    server_.manages = false;
    ASSERT_EQ(client_of(*start("named-mcp")), "client-1");
    clock_.advance(std::chrono::hours{8});
    EXPECT_EQ(client_of(*start("named-mcp")), "client-1");
    server_.secret_ends = to_unix_ms(end + std::chrono::hours{10}) / 1000;
    clock_.advance(std::chrono::minutes{61});
    EXPECT_EQ(client_of(*start("named-mcp")), "client-2");
}

TEST_F(ClientRegistrarTest, AServerThatWantsPublicClientsHasOne) {
    server_.public_only = true;
    connected("named-mcp");
    EXPECT_EQ(server_.registrations(), 1u);
    EXPECT_EQ(server_.count("/register"), 2u);
    EXPECT_THAT(redeemed().body, HasSubstr("client_id=client-1"));
    EXPECT_THAT(redeemed().body, Not(HasSubstr("client_secret")));
}

TEST_F(ClientRegistrarTest, ARefusalIsTheOperatorsAndTheNextConnectTriesAgain) {
    server_.register_status = 403;
    const auto refused = start("named-mcp");
    ASSERT_FALSE(refused);
    EXPECT_STREQ(refused.error().reason, "provider_config");
    EXPECT_THAT(refused.error().message, HasSubstr("client id and secret"));
    server_.register_status = 201;
    EXPECT_TRUE(start("named-mcp"));
}

TEST_F(ClientRegistrarTest, ItIsSaidAtTheServersVariableThatItIsNone) {
    server_.has_description = false;
    server_.has_metadata = false;
    const auto refused = start("any-mcp-server");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    ASSERT_EQ(refused.error().faults.size(), 1u);
    EXPECT_EQ(refused.error().faults.front().pointer, "/vars/server_url");
}

TEST_F(ClientRegistrarTest, AServerThatRegistersNobodyIsSaidToBeSo) {
    server_.metadata.erase("registration_endpoint");
    const auto refused = start("any-mcp-server");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("registers no clients by itself"));
}

TEST_F(ClientRegistrarTest, AnOperatorsOwnClientGoesBeforeARegisteredOne) {
    put("named-mcp", "by-hand-id");
    const auto started = start("named-mcp");
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(client_of(*started), "by-hand-id");
    EXPECT_EQ(server_.registrations(), 0u);
}

TEST_F(ClientRegistrarTest, AnOperatorsClientNeverGoesToAServerThatAPersonNames) {
    const auto refused = db_.run<Integration>([&] {
        IntegrationEdit edit;
        edit.provider = "any-mcp-server";
        edit.client_id = "by-hand";
        return integrations_->put(default_workspace, std::move(edit));
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().faults.front().pointer, "/clientId");
}

TEST_F(ClientRegistrarTest, WhatTheServerGaveIsSealed) {
    connected("named-mcp");
    const auto rows = must<storage::Rows>([&] {
        return db_->read(storage::Access::service(),
                         "SELECT details, sealed FROM client_registrations", {});
    });
    ASSERT_EQ(rows.size(), 1u);
    for (const char* secret : {"secret-1", "management-1"}) {
        EXPECT_THAT(rows.front().text(0), Not(HasSubstr(secret)));
        EXPECT_THAT(rows.front().text(1), Not(HasSubstr(secret)));
        for (const auto& line : lines_) EXPECT_THAT(line, Not(HasSubstr(secret)));
    }
}

TEST_F(ClientRegistrarTest, ADocumentOfOursIsTheClientIdOfWhoWantsOne) {
    put("lovable-mcp");
    const auto started = start("lovable-mcp");
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(client_of(*started), "https://fairlead.test/api/integrations/client/lovable-mcp");
    EXPECT_EQ(server_.registrations(), 0u);
}

}  // namespace
}  // namespace fairlead::oauth
