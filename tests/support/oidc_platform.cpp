// SPDX-License-Identifier: Apache-2.0
#include "support/oidc_provider_under_test.h"
#include "support/platform.h"

namespace fairlead::tests {
namespace {

constexpr int most_oidc_pages = 6;

class OidcPlatform final : public Platform {
public:
    OidcPlatform(const std::string& directory, const std::string& app_url, HttpCaller& caller)
        : caller_(caller),
          provider_(directory, app_url + "/api/integrations/callback/oidc-provider", caller) {}

    std::string id() const override { return "oidc-provider"; }
    std::string origin() const override { return provider_.issuer(); }
    AppUnderTest::Variables variables() const override {
        return {{"FAIRLEAD_PROVIDERS_DIR", provider_.providers_directory()},
                {"FAIRLEAD_PRIVATE_HOSTS", provider_.host()},
                {"FAIRLEAD_CA_FILE", provider_.ca_path()},
                {"OIDC_PROVIDER_CLIENT_ID", OidcProviderUnderTest::client_id()},
                {"OIDC_PROVIDER_CLIENT_SECRET", OidcProviderUnderTest::client_secret()}};
    }

    /// A login page unless this browser is signed in, then a consent page.
    Page approve(Browser& browser, Page page, const std::string& account) override {
        for (int i = 0; i < most_oidc_pages && page.url.starts_with(origin()); ++i) {
            HtmlForm form = page.form();
            if (form.value("prompt") == "login") {
                form.fill("login", account);
                form.fill("password", "anything");
            }
            page = browser.submit(page, form);
        }
        return page;
    }

    Page deny(Browser& browser, Page page, const std::string& account) override {
        static_cast<void>(account);  // nobody need sign in to say no
        return browser.follow(page, page.link("Cancel"));
    }

    std::string account(int number) const override { return "person-" + std::to_string(number); }
    void kill_grants(const std::string& account) override {
        static_cast<void>(account);  // the tests have one at a time
        provider_.kill_grants();
    }

    bool accepts(const std::string& access_token) override {
        const net::Headers headers{{"Authorization", "Bearer " + access_token}};
        return caller_.send(net::Method::get, origin() + "/me", headers).status == 200;
    }
    std::int64_t live_refresh_tokens(const std::string& account) override {
        static_cast<void>(account);
        return provider_.live_refresh_tokens();
    }

private:
    HttpCaller& caller_;
    OidcProviderUnderTest provider_;
};

}  // namespace

std::unique_ptr<Platform> make_oidc_provider(const std::string& directory,
                                             const std::string& app_url, HttpCaller& caller) {
    return std::make_unique<OidcPlatform>(directory, app_url, caller);
}

}  // namespace fairlead::tests
