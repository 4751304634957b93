// SPDX-License-Identifier: Apache-2.0
#include "oauth/callback.h"

#include "oauth/connect_fixture.h"
#include "oauth/pkce.h"

#include <algorithm>

namespace fairlead::oauth {
namespace {

class CallbackTest : public ConnectTest {};

TEST_F(CallbackTest, ConnectsAnAccount) {
    const auto user = add_user("mia");
    const auto begun = begin(user);
    EXPECT_TRUE(begun.started.auth_url.starts_with("https://sandbox.test/acme/authorize?"));
    EXPECT_EQ(query_value(begun.started.auth_url, "code_challenge_method"), "S256");
    EXPECT_EQ(query_value(begun.started.auth_url, "redirect_uri"),
              "https://fairlead.test/api/integrations/callback/acme");

    const auto answer = finish(came_back(begun, "7"));

    ASSERT_FALSE(answer.failure) << answer.message;
    ASSERT_TRUE(answer.connection);
    EXPECT_EQ(answer.redirect_url, "https://app.test/done?status=success&provider=acme&account=" +
                                       answer.connection->text() + "&oauth_success=acme");
    EXPECT_EQ(answer.spent_cookie, begun.started.cookie->name);
    const auto stored = connections_of(user);
    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored[0].id, *answer.connection);
    EXPECT_EQ(stored[0].provider_account_id, "7");
    EXPECT_EQ(stored[0].account_name, "User 7");
    EXPECT_EQ(stored[0].status, ConnectionStatus::connected);
    EXPECT_TRUE(stored[0].expires_at);
    EXPECT_TRUE(stored[0].scopes_missing.empty());
    EXPECT_EQ(find_pointer(from_json(stored[0].metadata), "/username")->get_string(), "user7");
}

TEST_F(CallbackTest, RedeemsTheCodeWithTheFlowsVerifierAndRedirectUri) {
    const auto begun = begin(add_user("mia"));
    finish(came_back(begun, "7"));
    const auto calls = platform_.calls();
    const auto token = std::ranges::find(calls, "/acme/token", &FakePlatform::Call::path);
    ASSERT_NE(token, calls.end());
    const std::map<std::string, std::string> form(token->form.begin(), token->form.end());
    EXPECT_EQ(form.at("redirect_uri"), "https://fairlead.test/api/integrations/callback/acme");
    EXPECT_EQ(challenge_of(form.at("code_verifier")),
              query_value(begun.started.auth_url, "code_challenge"));
}

}  // namespace
}  // namespace fairlead::oauth
