// SPDX-License-Identifier: Apache-2.0
#include "api/pages.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <gmock/gmock.h>

namespace fairlead::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr http::Route route{http::Method::get, "/connect/{token}", http::Access::open, Scope::none,
                            "A page"};

struct PagesTest : testing::Test {
    std::unique_ptr<http::Pages> pages = http::Pages::create(page_templates()).value();
    oauth::ConnectConfirmation confirmation{.provider = "acme",
                                            .provider_name = "Acme <b>",
                                            .asker = "\"><script>alert(1)</script>",
                                            .scopes = {"records.read", "<i>"},
                                            .reconnect = false,
                                            .needs_finish = false,
                                            .expires_at = {},
                                            .csrf = "c\"srf",
                                            .cookie = {},
                                            .form = {},
                                            .redirect_url = {}};

    const Time now = Time{} + 1h;

    http::Reply shown() { return confirmation_page(*pages, confirmation, now).value(); }
    static std::string policy(const http::Reply& reply) {
        return std::string{reply.headers.find("Content-Security-Policy").value_or("")};
    }
    Result<http::Reply> refused(const char* accept) {
        net::Request request;
        request.headers.add("Accept", accept);
        Caller caller;
        caller.request_id = "request-7";
        const http::Context context{caller, request, route, route.path, {}};
        const Error error{.code = Errc::not_found,
                          .message = "This link <b>has expired</b>.",
                          .retry_after = Seconds{7}};
        return error_page(*pages, context, error);
    }
};

TEST_F(PagesTest, SaysHowLongTheLinkIsGood) {
    confirmation.expires_at = now + 9min + 1s;
    EXPECT_THAT(shown().body, HasSubstr("good for 10 minutes more"));
    confirmation.expires_at = now + 59s;
    EXPECT_THAT(shown().body, HasSubstr("good for 1 minute more"));
}

TEST_F(PagesTest, SaysWhatCameOfALinkInWordsOfItsOwn) {
    const auto said = [&](const char* status, const char* error) {
        return outcome_page(*pages, status, error).value().body;
    };
    EXPECT_THAT(said("success", ""), HasSubstr("<h1>Your account is connected</h1>"));
    EXPECT_THAT(said("success", ""), HasSubstr("<title>Connected</title>"));
    EXPECT_THAT(said("pending", ""), HasSubstr("<h1>Almost done</h1>"));
    EXPECT_THAT(said("error", "access_denied"), HasSubstr("Connection cancelled."));
    EXPECT_THAT(said("error", "network"), HasSubstr("Please check your internet."));
    const std::string made_up = said("<b>", "<script>alert(1)</script>");
    EXPECT_THAT(made_up, HasSubstr("The platform had a problem."));
    EXPECT_THAT(made_up, Not(HasSubstr("<script")));
}

TEST_F(PagesTest, EscapesWhateverOthersNamed) {
    const std::string page = shown().body;
    EXPECT_THAT(page, HasSubstr("Acme &lt;b&gt;"));
    EXPECT_THAT(page, HasSubstr("<li>&lt;i&gt;</li>"));
    EXPECT_THAT(page, HasSubstr("value=\"c&quot;srf\""));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

oauth::ConnectForm::Line line_of(const char* name, oauth::FormField::Of of) {
    oauth::ConnectForm::Line line;
    line.field.of = of;
    line.field.rule.name = name;
    line.field.label = "The <b>label</b>";
    return line;
}

TEST_F(PagesTest, ShowsAPlatformsFormWithWhatWasWrongAndNoSecretAgain) {
    confirmation.redirect_url = "http://localhost:3000/done";
    auto& form = confirmation.form.emplace();
    form.lines.push_back(line_of("api_key", oauth::FormField::Of::credential));
    form.lines.back().field.rule.secret = true;
    form.lines.back().fault = "is <i>needed";
    form.lines.push_back(line_of("region", oauth::FormField::Of::variable));
    form.lines.back().field.rule.one_of = {"eu", "us\"><script>"};
    form.lines.back().value = "eu";
    form.guide = "javascript:alert(1)";
    EXPECT_EQ(shown().status, 200);
    const std::string page = shown().body;
    EXPECT_THAT(page, HasSubstr("name=\"field.api_key\" type=\"password\""));
    EXPECT_THAT(page, HasSubstr("The &lt;b&gt;label&lt;/b&gt;"));
    EXPECT_THAT(page, HasSubstr("aria-describedby=\"field.api_key-fault\""));
    EXPECT_THAT(page, HasSubstr("is &lt;i&gt;needed"));
    EXPECT_THAT(page, HasSubstr("<select id=\"var.region\""));
    EXPECT_THAT(page, HasSubstr("<option value=\"eu\" selected>"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("javascript:")));
    EXPECT_THAT(page, Not(HasSubstr("Continue to")));
    EXPECT_THAT(policy(shown()), HasSubstr("form-action 'self' https: http://localhost:3000;"));
    form.message = "Unable to connect.";
    EXPECT_EQ(shown().status, 400);
    EXPECT_THAT(shown().body, HasSubstr("role=\"alert\">Unable to connect."));
}

TEST_F(PagesTest, SaysWhatWillHappenAndAsksByAForm) {
    confirmation.asker = "ann@example.com";
    EXPECT_THAT(shown().body, HasSubstr("<strong>ann@example.com</strong>"));
    EXPECT_THAT(shown().body, HasSubstr("<form method=\"post\">"));
    EXPECT_THAT(shown().body, HasSubstr("<h1>Connect your"));
    EXPECT_THAT(shown().body, Not(HasSubstr("once the page you came from")));
    confirmation.reconnect = true;
    confirmation.needs_finish = true;
    confirmation.scopes.clear();
    EXPECT_THAT(shown().body, HasSubstr("<h1>Reconnect your"));
    EXPECT_THAT(shown().body, HasSubstr("once the page you came from"));
    EXPECT_THAT(shown().body, Not(HasSubstr("permissions</h2>")));
}

TEST_F(PagesTest, AllowsItsOwnStyleAndNoScript) {
    const http::Reply reply = shown();
    const auto from = reply.body.find("<style>") + 7;
    const std::string style = reply.body.substr(from, reply.body.find("</style>") - from);
    EXPECT_THAT(policy(reply), HasSubstr("'sha256-" + base64_encode(crypto::sha256(style)) + "'"));
    EXPECT_THAT(policy(reply), HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy(reply), HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy(reply), Not(HasSubstr("script-src")));
    EXPECT_THAT(style, HasSubstr("prefers-color-scheme:dark"));
}

TEST_F(PagesTest, IsReadableByMachinesThatRead) {
    const std::string page = shown().body;
    for (const char* part : {"<html lang=\"en\">", "<title>Connect ", "<main>",
                             "width=device-width", "<button type=\"submit\">Continue to "}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
}

TEST_F(PagesTest, TellsAnErrorAsAPageToWhoWantsPages) {
    const auto page = refused("text/html,*/*;q=0.8");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 404);
    EXPECT_THAT(page->body, HasSubstr("This link &lt;b&gt;has expired&lt;/b&gt;."));
    EXPECT_THAT(page->body, HasSubstr("request-7"));
    EXPECT_EQ(page->headers.find("Retry-After"), "7");
    const auto problem = refused("application/json");
    ASSERT_FALSE(problem);
    EXPECT_EQ(problem.error().code, Errc::not_found);
}

}  // namespace
}  // namespace fairlead::api
