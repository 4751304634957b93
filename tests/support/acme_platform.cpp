// SPDX-License-Identifier: Apache-2.0
#include "support/acme_platform.h"

namespace fairlead::tests {
namespace {

Page decide(Browser& browser, const Page& page, const std::string& account, const char* decision) {
    HtmlForm form = page.form();
    const HtmlButton* button = form.button(decision);
    if (button == nullptr) throw Failure{"no such button: " + page.answer.body};
    form.fill("account", account);
    return browser.submit(page, form, button);
}

}  // namespace

AppUnderTest::Variables variables_for(const SandboxUnderTest& sandbox) {
    return {{"FAIRLEAD_SANDBOX_URL", sandbox.origin()},
            {"FAIRLEAD_SANDBOX_CA", sandbox.ca_path()},
            {"ACME_CLIENT_ID", SandboxUnderTest::client_id()},
            {"ACME_CLIENT_SECRET", SandboxUnderTest::client_secret()}};
}

Page approve_at_acme(Browser& browser, const Page& page, const std::string& account) {
    return decide(browser, page, account, "allow");
}

Page deny_at_acme(Browser& browser, const Page& page, const std::string& account) {
    return decide(browser, page, account, "deny");
}

namespace {

class AcmePlatform final : public Platform {
public:
    AcmePlatform(const std::string& directory, HttpCaller& caller)
        : caller_(caller), sandbox_(directory, caller) {}

    std::string id() const override { return "acme"; }
    std::string origin() const override { return sandbox_.origin(); }
    AppUnderTest::Variables variables() const override { return variables_for(sandbox_); }

    Page approve(Browser& browser, Page page, const std::string& account) override {
        return approve_at_acme(browser, page, account);
    }
    Page deny(Browser& browser, Page page, const std::string& account) override {
        return deny_at_acme(browser, page, account);
    }
    std::string account(int number) const override { return "bulk-" + std::to_string(number); }
    void kill_grants(const std::string& account) override { sandbox_.revoke_grants(account); }

    bool accepts(const std::string& access_token) override {
        const net::Headers headers{{"Authorization", "Bearer " + access_token}};
        return caller_.send(net::Method::get, origin() + "/acme/me", headers).status == 200;
    }
    std::int64_t live_refresh_tokens(const std::string& account) override {
        std::int64_t count = 0;
        for (const json::value& grant : sandbox_.grants(account)) {
            count += static_cast<std::int64_t>(grant.at("valid").as_array().size());
        }
        return count;
    }

private:
    HttpCaller& caller_;
    SandboxUnderTest sandbox_;
};

}  // namespace

std::unique_ptr<Platform> make_acme(const std::string& directory, HttpCaller& caller) {
    return std::make_unique<AcmePlatform>(directory, caller);
}

}  // namespace fairlead::tests
