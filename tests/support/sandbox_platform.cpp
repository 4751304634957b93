// SPDX-License-Identifier: Apache-2.0
#include "support/sandbox_platform.h"

namespace fairlead::tests {

const SandboxFacts& acme_facts() {
    static const SandboxFacts facts{
        .provider = "acme",
        .client = SandboxUnderTest::client_id(),
        .secret = SandboxUnderTest::client_secret(),
        .id_variable = "ACME_CLIENT_ID",
        .secret_variable = "ACME_CLIENT_SECRET",
        .probe = "/acme/me",
        .account_member = "account_id",
        .accounts = {"bulk-1", "bulk-2", "bulk-3"},
    };
    return facts;
}

const SandboxFacts& hubspot_facts() {
    static const SandboxFacts facts{
        .provider = "hubspot",
        .client = "hubspot-client",
        .secret = "hubspot-sample-secret",
        .id_variable = "HUBSPOT_CLIENT_ID",
        .secret_variable = "HUBSPOT_CLIENT_SECRET",
        .probe = "/api.hubapi.com/account-info/2026-03/details",
        .account_member = "hub_id",
        .accounts = {"20010001", "20010002", "20010003"},
        .revokes_access = false,
    };
    return facts;
}

const SandboxFacts& google_facts() {
    static const SandboxFacts facts{
        .provider = "google-calendar",
        .client = "google-client",
        .secret = "google-sample-secret",
        .id_variable = "GOOGLE_CLIENT_ID",  // the family's, for all its products
        .secret_variable = "GOOGLE_CLIENT_SECRET",
        .probe = "/www.googleapis.com/calendar/v3/users/me/calendarList/primary",
        .account_member = "email",
        .accounts = {"first@sample.invalid", "second@sample.invalid", "third@sample.invalid"},
    };
    return facts;
}

const SandboxFacts& instagram_facts() {
    static const SandboxFacts facts{
        .provider = "instagram",
        .client = "instagram-client",
        .secret = "instagram-sample-secret",
        .id_variable = "INSTAGRAM_APP_ID",  // the older spelling
        .secret_variable = "INSTAGRAM_APP_SECRET",
        .probe = "/graph.instagram.com/v25.0/me?fields=username",
        .account_member = "ig_business_id",
        .accounts = {"17841400000000011", "17841400000000022", "17841400000000033"},
        .revokes = false,
        .revokes_access = false,
    };
    return facts;
}

AppUnderTest::Variables variables_for(const SandboxUnderTest& sandbox, const SandboxFacts& facts) {
    return {{"FAIRLEAD_SANDBOX_URL", sandbox.origin()},
            {"FAIRLEAD_SANDBOX_CA", sandbox.ca_path()},
            {facts.id_variable, facts.client},
            {facts.secret_variable, facts.secret}};
}

Page decide_at_sandbox(Browser& browser, const Page& page, const std::string& account,
                       const char* decision) {
    HtmlForm form = page.form();
    const HtmlButton* button = form.button(decision);
    if (button == nullptr) throw Failure{"no such button: " + page.answer.body};
    form.fill("account", account);
    return browser.submit(page, form, button);
}

namespace {

class SandboxPlatform final : public Platform {
public:
    SandboxPlatform(const SandboxFacts& facts, const std::string& directory, HttpCaller& caller)
        : facts_(facts), caller_(caller), sandbox_(directory, caller) {
        sandbox_.tell(net::Method::put, "/control/clients/" + facts.client,
                      R"({"refreshMinAgeSeconds":0})");
    }

    std::string id() const override { return facts_.provider; }
    std::string origin() const override { return sandbox_.origin(); }
    AppUnderTest::Variables variables() const override { return variables_for(sandbox_, facts_); }

    Page approve(Browser& browser, Page page, const std::string& account) override {
        return decide_at_sandbox(browser, page, account, "allow");
    }
    Page deny(Browser& browser, Page page, const std::string& account) override {
        return decide_at_sandbox(browser, page, account, "deny");
    }
    std::string account(int number) const override {
        return facts_.accounts.at(static_cast<std::size_t>(number));
    }
    std::string account_member() const override { return facts_.account_member; }
    bool revokes() const override { return facts_.revokes; }
    bool revokes_access() const override { return facts_.revokes_access; }
    void kill_grants(const std::string& account) override { sandbox_.revoke_grants(account); }

    bool accepts(const std::string& access_token) override {
        const net::Headers headers{{"Authorization", "Bearer " + access_token}};
        return caller_.send(net::Method::get, origin() + facts_.probe, headers).status == 200;
    }
    /// Where there are none, the grants that go on.
    std::int64_t live_refresh_tokens(const std::string& account) override {
        std::int64_t count = 0;
        for (const json::value& grant : sandbox_.grants(account)) {
            const auto* ended = find_pointer(grant, "/endedMs");
            if (ended == nullptr || ended->is_null()) ++count;
        }
        return count;
    }

private:
    const SandboxFacts& facts_;
    HttpCaller& caller_;
    SandboxUnderTest sandbox_;
};

}  // namespace

std::unique_ptr<Platform> make_hubspot(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(hubspot_facts(), directory, caller);
}

std::unique_ptr<Platform> make_google(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(google_facts(), directory, caller);
}

std::unique_ptr<Platform> make_instagram(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(instagram_facts(), directory, caller);
}

}  // namespace fairlead::tests
