// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_fixture.h"

namespace fairlead::oauth {

/// For tests: connecting with a platform of OAuth 1.0a, in memory. It answers each leg as RFC 5849
/// does and verifies nothing; that another's server verifies is for it_oauth1.
class SignedConnectTest : public ConnectTest {
protected:
    static constexpr const char* request_path = "/oauth/request";
    static constexpr const char* access_path = "/oauth/access";

    SignedConnectTest() : ConnectTest(files(), options(), "") {
        must<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "signer";
            edit.client_id = "consumer";
            edit.client_secret = Secret{std::string{"consumer-secret"}};
            return integrations_->put(default_workspace, std::move(edit));
        });
        answer(request_path,
               "oauth_token=request-1&oauth_token_secret=request-secret&"
               "oauth_callback_confirmed=true");
        answer(access_path, "oauth_token=access-1&oauth_token_secret=access-secret&user=mia");
        platform_.answer(
            "/me", [] { return FakePlatform::reply(200, R"({"id":"7","name":"Mia Sample"})"); });
    }

    static ProviderFiles files() {
        return {{"signer.yaml",
                 "schema: 1\nid: signer\nname: Signer\ngroups: [developer]\n"
                 "api: {base: 'https://signer.test'}\nauth:\n  oauth1:\n    kind: oauth1\n"
                 "    request: {url: 'https://signer.test/oauth/request', extra: {access: write}}\n"
                 "    authorize: {url: 'https://signer.test/oauth/authorize', scope_join: ',',\n"
                 "                extra: {expiration: never}}\n"
                 "    token: {url: 'https://signer.test/oauth/access',\n"
                 "            read: {expires_at: /ends}}\n"
                 "whoami: {path: /me, id: /id, label: /name}\n"}};
    }
    static IntegrationOptions options() {
        IntegrationOptions options;
        options.redirect_base_url = "https://fairlead.test";
        return options;
    }

    void answer(const std::string& path, std::string body, int status = 200) {
        platform_.answer(path, [body, status] {
            return FakePlatform::reply(status, body, "application/x-www-form-urlencoded");
        });
    }
    /// The Authorization header of the last call of a path.
    std::string signed_with(const std::string& path) {
        std::string last;
        for (const auto& call : platform_.calls())
            if (call.path == path) last = call.authorization;
        return last;
    }
    /// A parameter of it, decoded; "" where there is none.
    static std::string parameter_of(const std::string& header, const std::string& name);

    struct Way {
        Caller caller;
        ConnectStarted started;
        std::string state;  ///< as the platform got it
    };
    static ConnectAsk signer() {
        ConnectAsk ask;
        ask.provider = "signer";
        ask.redirect_url = "https://app.test/done";
        return ask;
    }
    /// Up to the platform's page.
    Way leave(ConnectAsk ask = signer());
    /// As the platform redirects whoever consented.
    static CallbackAsk back(const Way& way);

    UserId user_ = add_user("mia");
};

}  // namespace fairlead::oauth
