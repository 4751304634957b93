// SPDX-License-Identifier: Apache-2.0
#include "support/sandbox_platform.h"

#include "base/text.h"

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

const SandboxFacts& gohighlevel_facts() {
    static const SandboxFacts facts{
        .provider = "gohighlevel",
        .client = "gohighlevel-client",
        .secret = "gohighlevel-sample-secret",
        .id_variable = "GOHIGHLEVEL_CLIENT_ID",
        .secret_variable = "GOHIGHLEVEL_CLIENT_SECRET",
        .probe = "/services.leadconnectorhq.com/locations/{account}",
        .account_member = "location_id",
        .accounts = {"FirstSampleLocation1", "SecondSampleLocatio2", "ThirdSampleLocation3",
                     "SampleAgency00000001"},
        .revokes = false,
        .revokes_access = false,
        .probe_headers = {{"Version", "2021-07-28"}},
    };
    return facts;
}

const SandboxFacts& calendly_facts() {
    static const std::string user = "https://api.calendly.com/users/SAMPLEUSER00000";
    static const SandboxFacts facts{
        .provider = "calendly",
        .client = "calendly-client",
        .secret = "calendly-sample-secret",
        .id_variable = "CALENDLY_CLIENT_ID",
        .secret_variable = "CALENDLY_CLIENT_SECRET",
        .probe = "/api.calendly.com/users/me",
        .account_member = "user_uri",
        .accounts = {user + "1", user + "2", user + "3"},
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

const SandboxFacts& google_analytics_facts() {
    static const SandboxFacts facts = [] {
        SandboxFacts product = google_facts();
        product.provider = "google-analytics";
        product.probe = "/analyticsadmin.googleapis.com/v1beta/accountSummaries";
        return product;
    }();
    return facts;
}

const SandboxFacts& google_workspace_facts() {
    static const SandboxFacts facts = [] {
        SandboxFacts product = google_facts();
        product.provider = "google-workspace";
        product.probe = "/gmail.googleapis.com/gmail/v1/users/me/profile";
        return product;
    }();
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

const SandboxFacts& microsoft_facts() {
    static const SandboxFacts facts{
        .provider = "microsoft",
        .client = "microsoft-client",
        .secret = "microsoft~sample+secret",
        .id_variable = "MICROSOFT_CLIENT_ID",
        .secret_variable = "MICROSOFT_CLIENT_SECRET",
        .probe = "/graph.microsoft.com/v1.0/me",
        .account_member = "user_id",
        .accounts = {"00000000-0000-4000-8000-000000000011", "00000000-0000-4000-8000-000000000022",
                     "00000000000000c3"},
        .revokes = false,
        .revokes_access = false,
    };
    return facts;
}

const SandboxFacts& pipedrive_facts() {
    static const SandboxFacts facts{
        .provider = "pipedrive",
        .client = "pipedrive-client",
        .secret = "pipedrive-sample-secret",
        .id_variable = "PIPEDRIVE_CLIENT_ID",
        .secret_variable = "PIPEDRIVE_CLIENT_SECRET",
        .probe = "/api.pipedrive.com/api/v1/users/me",
        .account_member = "company_id",
        .accounts = {"10100001", "10100002", "10100003"},
    };
    return facts;
}

const SandboxFacts& reddit_facts() {
    static const SandboxFacts facts{
        .provider = "reddit",
        .client = "reddit-client",
        .secret = "reddit-sample-secret",
        .id_variable = "REDDIT_CLIENT_ID",
        .secret_variable = "REDDIT_CLIENT_SECRET",
        .probe = "/oauth.reddit.com/api/v1/me",
        .account_member = "user_id",
        .accounts = {"1samp1e", "2samp1e", "3samp1e"},
        .probe_headers = {{"User-Agent", "test:probe:1 (by the tests)"}},
    };
    return facts;
}

const SandboxFacts& salesforce_facts() {
    static const SandboxFacts facts{
        .provider = "salesforce",
        .client = "salesforce-client",
        .secret = "salesforce-sample-secret",
        .id_variable = "SALESFORCE_CLIENT_ID",
        .secret_variable = "SALESFORCE_CLIENT_SECRET",
        .probe = "/login.salesforce.com/services/oauth2/userinfo",
        .account_member = "account_id",
        .accounts = {"00D000000000001EAA/005000000000001AAA",
                     "00D000000000002EAA/005000000000002AAA",
                     "00D000000000003EAA/005000000000003AAA",
                     "00D000000000004EAA/005000000000001AAA"},
    };
    return facts;
}

const SandboxFacts& tiktok_facts() {
    static const SandboxFacts facts{
        .provider = "tiktok",
        .client = "tiktok-client",
        .secret = "tiktok-sample-secret",
        .id_variable = "TIKTOK_CLIENT_ID",
        .secret_variable = "TIKTOK_CLIENT_SECRET",
        .probe = "/open.tiktokapis.com/v2/user/info/?fields=open_id",
        .account_member = "open_id",
        .accounts = {"-000SampleOpenId0001", "-000SampleOpenId0002", "-000SampleOpenId0003"},
    };
    return facts;
}

const SandboxFacts& zoho_facts() {
    static const SandboxFacts facts{
        .provider = "zoho-crm",
        .client = "zoho-client",
        .secret = "zoho-sample-secret",
        .id_variable = "ZOHO_CLIENT_ID",  // the family's, for all its products
        .secret_variable = "ZOHO_CLIENT_SECRET",
        .probe = "/www.zohoapis.eu/crm/v8/org",
        .account_member = "organization_id",
        .accounts = {"60010000001", "60010000002", "60010000003", "60010000004", "60010000005",
                     "60010000006", "60010000007", "60010000008", "60010000009", "60010000010"},
        .scheme = "Zoho-oauthtoken",
    };
    return facts;
}

AppUnderTest::Variables variables_for(const SandboxUnderTest& sandbox, const SandboxFacts& facts) {
    return {{"FAIRLEAD_SANDBOX_URL", sandbox.origin()},
            {"FAIRLEAD_SANDBOX_CA", sandbox.ca_path()},
            {facts.id_variable, facts.client},
            {facts.secret_variable, facts.secret}};
}

bool platform_takes(HttpCaller& caller, const std::string& origin, const SandboxFacts& facts,
                    const std::string& access_token) {
    net::Headers headers = facts.probe_headers;
    headers.add("Authorization", facts.scheme + " " + access_token);
    const bool is_of_any = facts.probe.find("{account}") == std::string::npos;
    for (const std::string& account : facts.accounts) {
        const auto path = replace_all(facts.probe, "{account}", account);
        if (caller.send(net::Method::get, origin + path, headers).status == 200) return true;
        if (is_of_any) break;
    }
    return false;
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
        return platform_takes(caller_, origin(), facts_, access_token);
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

std::unique_ptr<Platform> make_gohighlevel(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(gohighlevel_facts(), directory, caller);
}

std::unique_ptr<Platform> make_calendly(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(calendly_facts(), directory, caller);
}

std::unique_ptr<Platform> make_hubspot(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(hubspot_facts(), directory, caller);
}

std::unique_ptr<Platform> make_google(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(google_facts(), directory, caller);
}

std::unique_ptr<Platform> make_google_analytics(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(google_analytics_facts(), directory, caller);
}

std::unique_ptr<Platform> make_google_workspace(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(google_workspace_facts(), directory, caller);
}

std::unique_ptr<Platform> make_instagram(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(instagram_facts(), directory, caller);
}

std::unique_ptr<Platform> make_microsoft(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(microsoft_facts(), directory, caller);
}

std::unique_ptr<Platform> make_reddit(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(reddit_facts(), directory, caller);
}

std::unique_ptr<Platform> make_tiktok(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(tiktok_facts(), directory, caller);
}

std::unique_ptr<Platform> make_pipedrive(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(pipedrive_facts(), directory, caller);
}

std::unique_ptr<Platform> make_salesforce(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(salesforce_facts(), directory, caller);
}

std::unique_ptr<Platform> make_zoho(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<SandboxPlatform>(zoho_facts(), directory, caller);
}

}  // namespace fairlead::tests
