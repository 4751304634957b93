// SPDX-License-Identifier: Apache-2.0
//
// Accounts of an MCP server that nothing was set up for (RFC 9728, RFC 8414, RFC 7591), with npm's
// oidc-provider as its authorization server.
#include "support/mcp_server_under_test.h"
#include "support/peer_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string integration = "mcp-server";

class Mcp : public PeerWorld {
protected:
    explicit Mcp(Seconds access_life = Seconds{3600})
        : server_(directory_.path(), caller_, access_life) {
        app_.set("ENABLE_MCP_SERVER_INTEGRATION", "true");
        start_beside(server_, server_.host());
    }

    Browser browser() { return make_browser(caller_, app_, server_.origin()); }
    /// The consent page, or ours that says what is wrong.
    Page begin(Browser& browser, const std::string& user = "user-1",
               const std::string& members = {}) {
        return begin_connect(api(user), browser, integration, members);
    }
    std::string connected(const std::string& account = "mia", const std::string& user = "user-1",
                          const std::string& members = {}) {
        Browser own = browser();
        Page page = begin(own, user, members);
        return connected_account(server_.approve(own, std::move(page), account));
    }
    Answer refresh(const std::string& id) {
        return api().post("/api/integrations/refresh/" + integration + "/" + id);
    }
    std::string status(const std::string& id) {
        return scalar_text(find_pointer(find_connection(api(), id), "/status")).value_or("(none)");
    }

    McpServerUnderTest server_;
};

/// One whose access tokens are over in a moment.
class BriefMcp : public Mcp {
protected:
    BriefMcp() : Mcp(Seconds{3}) {}
};

TEST_F(Mcp, AnAccountIsConnectedWithNothingConfigured) {
    const std::string id = connected();
    EXPECT_EQ(status(id), "connected");
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_TRUE(server_.knows(given.text("/accessToken")));
    EXPECT_EQ(server_.registrations(), 1);
}

TEST_F(Mcp, WhoSaysNoIsNotConnected) {
    Browser own = browser();
    const Page page = begin(own);
    const Page end = own.follow(page, page.link("Cancel"));
    EXPECT_EQ(end.parameter("error"), "access_denied") << end.url;
    EXPECT_THAT(list_connections(api()), IsEmpty());
    // Our registration is none the worse for it.
    EXPECT_EQ(status(connected()), "connected");
    EXPECT_EQ(server_.registrations(), 1);
}

TEST_F(Mcp, ASecondConnectRegistersNothingMore) {
    const std::string first = connected("mia", "user-1");
    const std::string second = connected("noa", "user-2");
    EXPECT_NE(first, second);
    EXPECT_EQ(server_.registrations(), 1);
}

TEST_F(Mcp, TwentyFirstConnectsAtOnceRegisterOnce) {
    constexpr int many = 20;
    std::vector<std::string> urls(many);
    std::vector<std::thread> threads;
    for (int i = 0; i < many; ++i) {
        threads.emplace_back([this, i, &urls] {
            Browser own{caller_};
            own.visits(app_.url());  // it stops where the platform's page would be
            urls[static_cast<std::size_t>(i)] = begin(own, "user-" + std::to_string(i)).url;
        });
    }
    for (auto& thread : threads) thread.join();
    std::set<std::string> clients;
    for (const auto& url : urls) {
        EXPECT_TRUE(url.starts_with(server_.origin() + "/auth?")) << url;
        Page page;
        page.url = url;
        clients.insert(page.parameter("client_id"));
        EXPECT_EQ(page.parameter("resource"), server_.url());
        EXPECT_EQ(page.parameter("code_challenge_method"), "S256");
    }
    EXPECT_EQ(clients.size(), 1u);
    EXPECT_EQ(server_.registrations(), 1);
}

TEST_F(Mcp, ARefreshRotatesAndStaysForTheSameResource) {
    const std::string id = connected();
    std::string before = token(id).text("/accessToken");
    for (int i = 0; i < 3; ++i) {
        const Answer refreshed = refresh(id);
        ASSERT_EQ(refreshed.status, 200) << refreshed.body;
        const std::string now = token(id).text("/accessToken");
        EXPECT_NE(now, before);
        EXPECT_TRUE(server_.knows(now));
        before = now;
    }
    EXPECT_EQ(server_.refresh_tokens(), 1);
}

TEST_F(BriefMcp, ATokenThatIsOverIsReplacedWithoutAnybodysDoing) {
    const std::string id = connected();
    const std::string first = token(id).text("/accessToken");
    EXPECT_TRUE(eventually([&] { return !server_.knows(first); }));
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_NE(given.text("/accessToken"), first);
    EXPECT_TRUE(server_.knows(given.text("/accessToken")));
}

TEST_F(Mcp, ADisconnectRevokesAtTheServerThatIssued) {
    const std::string id = connected();
    ASSERT_EQ(server_.refresh_tokens(), 1);
    const Answer answer = api().del("/api/integrations/disconnect/" + integration + "/" + id);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(eventually([&] { return server_.refresh_tokens() == 0; }));
}

TEST_F(Mcp, AServerThatForgotUsIsRegisteredWithAnew) {
    const std::string old = connected("mia", "user-1");
    server_.forget_clients();
    // What was issued to the client that is gone is not renewed, and nobody else's client tries.
    const Answer refused = refresh(old);
    EXPECT_NE(refused.text("/success"), "true") << refused.body;
    EXPECT_EQ(status(old), "connected");
    const std::string fresh = connected("noa", "user-2");
    EXPECT_EQ(server_.registrations(), 2);
    EXPECT_TRUE(server_.knows(
        api("user-2").get("/api/integrations/accounts/" + fresh + "/token").text("/accessToken")));
    // The user connects again, and it is the same connection.
    const std::string again = connected("mia", "user-1", R"(,"connectionId":")" + old + R"(")");
    EXPECT_EQ(again, old);
    EXPECT_EQ(refresh(old).status, 200);
    EXPECT_EQ(server_.registrations(), 2);
}

TEST_F(Mcp, ACodeThatTheServerNoLongerKnowsUsForIsTheLastOfThatClient) {
    Browser own{caller_};
    own.visits(app_.url());
    const Page page = begin(own);
    // The platform's part is another browser's, which stops with the code in hand.
    Browser there{caller_};
    there.visits(server_.origin());
    const Page back = server_.approve(there, there.open(page.url), "mia");
    ASSERT_TRUE(back.url.starts_with(app_.url())) << back.url;
    server_.forget_clients();
    const Page end = own.open(back.url);
    EXPECT_EQ(end.parameter("error"), "provider_error") << end.url;
    EXPECT_EQ(status(connected()), "connected");
    EXPECT_EQ(server_.registrations(), 2);
}

TEST_F(Mcp, ARegistrationThatIsRefusedTellsTheOperatorWhatToDo) {
    server_.refuse_registration();
    Browser own = browser();
    const Page page = begin(own);
    EXPECT_TRUE(page.url.starts_with(app_.url())) << page.url;
    EXPECT_THAT(page.answer.body, HasSubstr("clients are registered by hand here"));
    EXPECT_THAT(page.answer.body, HasSubstr("The operator can ask"));
    EXPECT_THAT(page.answer.body, HasSubstr(app_.url() + "/api/integrations/callback/mcp-server"));
    EXPECT_EQ(server_.registrations(), 0);
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(Mcp, ADescriptionThatNamesAnotherIssuerIsRefused) {
    server_.name_issuer("https://login.other.example");
    Browser own = browser();
    const Page page = begin(own);
    EXPECT_TRUE(page.url.starts_with(app_.url())) << page.url;
    EXPECT_THAT(page.answer.body, HasSubstr("another issuer"));
    EXPECT_EQ(server_.registrations(), 0);
    server_.name_issuer("");
    EXPECT_EQ(status(connected()), "connected");
}

TEST_F(Mcp, ItsSecretsAreNeitherReadableNorTold) {
    const std::string id = connected();
    const std::string access = token(id).text("/accessToken");
    const std::string files = app_.stored_bytes();
    for (const auto& secret : server_.secrets()) {
        ASSERT_FALSE(secret.empty());
        EXPECT_THAT(files, Not(HasSubstr(secret)));
        EXPECT_THAT(app_.administer("audit.list"), Not(HasSubstr(secret)));
        EXPECT_FALSE(app_.logged(secret));
    }
    EXPECT_FALSE(app_.logged(access));
}

}  // namespace
}  // namespace fairlead::tests
