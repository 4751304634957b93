// SPDX-License-Identifier: Apache-2.0
//
// Log-ins of several calls: what goes from one to the next, and what ends them.
#include "catalog/shipped_catalog.h"
#include "oauth/connect_fixture.h"
#include "oauth/connectable.h"
#include "oauth/form_connect.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* steps_file = R"(schema: 1
id: steps
name: Steps
groups: [developer]
vars:
  home: {from: token, at: step1/home, kind: url, within: [steps.example]}
api:
  base: '{home}/api'
auth:
  session:
    kind: login
    fields:
      user: {}
      password: {secret: true}
    steps:
      - {url: 'https://steps.example/where', verb: GET}
      - url: '{home}/door'
        send: json
        body: {user: '{cred.user}', password: '{cred.password}'}
      - url: '{step2/next}/session'
        headers: {Authorization: 'Ticket {step2/ticket}'}
        extra: {region: '{step1/region}'}
    read: {access: /session}
    refresh: {lifetime: 900}
)";

IntegrationOptions steps_switched_on() {
    IntegrationOptions options;
    options.redirect_base_url = "https://fairlead.test";
    options.environment["STEPS"].enabled = true;
    return options;
}

class IssueSteps : public ConnectTest {
protected:
    IssueSteps() : ConnectTest({{"steps.yaml", steps_file}}, steps_switched_on()) {
        say("/where", 200, R"({"home":"https://eu.steps.example","region":"eu"})");
        say("/door", 200, R"({"ticket":"t-1","next":"https://id.steps.example/base"})");
        say("/base/session", 200, R"({"session":"s-1"})");
    }

    void say(const std::string& path, int status, std::string body) {
        platform_.answer(path, [status, body] { return FakePlatform::reply(status, body); });
    }
    Result<Connection> submit() {
        FormConnect connect{*context_};
        return db_.run<Connection>([&] {
            ConnectAsk ask;
            ask.provider = "steps";
            FormInput input;
            input.fields["user"] = Secret{std::string{"ann"}};
            input.fields["password"] = Secret{std::string{"pass word"}};
            return connect.connect(key_for(user_), std::move(ask), std::move(input));
        });
    }
    /// The kind of the refusal; nothing is stored.
    std::string refusal(const std::string& path, int status, std::string body) {
        say(path, status, std::move(body));
        const auto refused = submit();
        EXPECT_THAT(connections_of(user_), IsEmpty());
        if (refused) return "connected";
        EXPECT_EQ(refused.error().message.find("t-1"), std::string::npos);
        return refused.error().reason;
    }
    std::vector<std::string> paths() {
        std::vector<std::string> all;
        for (const auto& call : platform_.calls()) all.push_back(call.path);
        return all;
    }

    UserId user_ = add_user("mia");
};

TEST_F(IssueSteps, GoOnWithWhatTheAnswersBefore) {
    const auto made = submit();
    ASSERT_TRUE(made) << made.error().message << ' ' << made.error().detail;
    EXPECT_THAT(paths(), ElementsAre("/where", "/door", "/base/session"));
    const auto last = platform_.calls().back();
    EXPECT_EQ(last.authorization, "Ticket t-1");
    EXPECT_THAT(last.form, ElementsAre(testing::Pair("region", "eu")));
    EXPECT_EQ(made->vars, (Vars{{"home", "https://eu.steps.example"}}));
    EXPECT_EQ(made->provider_account_id, "ann");
    EXPECT_TRUE(connections_of(user_).front().expires_at) << "as long as the file says";
    for (const auto& line : lines_)
        for (const char* secret : {"t-1", "s-1", "pass word"})
            EXPECT_EQ(line.find(secret), std::string::npos) << line;
}

TEST_F(IssueSteps, ACredentialIsRefusedByTheCallThatCarriesIt) {
    EXPECT_EQ(refusal("/door", 401, R"({"message":"no"})"), "invalid_credentials");
    EXPECT_EQ(refusal("/door", 403, ""), "invalid_credentials");
    EXPECT_THAT(paths(), ElementsAre("/where", "/door", "/where", "/door"));
}

TEST_F(IssueSteps, ACallThatOnlyFindsTheWayRefusesNobody) {
    EXPECT_EQ(refusal("/where", 401, ""), "provider_error");
    EXPECT_EQ(refusal("/where", 403, ""), "provider_error");
    EXPECT_THAT(paths(), ElementsAre("/where", "/where"));
}

TEST_F(IssueSteps, APlatformWithAProblemIsToldAsOne) {
    EXPECT_EQ(refusal("/door", 500, ""), "provider_error");
    EXPECT_EQ(refusal("/door", 429, ""), "rate_limited");
    EXPECT_EQ(refusal("/door", 200, "<html>"), "provider_error");
    EXPECT_EQ(refusal("/door", 200, R"({"next":"https://id.steps.example/base"})"),
              "provider_error")
        << "no ticket";
    EXPECT_EQ(platform_.count("/base/session"), 0u);
}

TEST_F(IssueSteps, LeadNowhereButToAnHttpsAddressByName) {
    for (const char* next :
         {"http://id.steps.example", "https://10.0.0.1", "https://u:p@id.steps.example", "//x.test",
          "https://id.steps.example?x", "id.steps.example", "https://[::1]", ""})
        EXPECT_EQ(refusal("/door", 200, R"({"ticket":"t-1","next":")" + std::string{next} + "\"}"),
                  "provider_error")
            << next;
    EXPECT_EQ(platform_.count("/base/session"), 0u);
    EXPECT_EQ(refusal("/where", 200, R"({"home":"https://evil.example","region":"eu"})"),
              "provider_error")
        << "a variable keeps to what its file says";
}

/// Each log-in of the catalogue that is refused, and what for.
TEST(ShippedLogIns, AreRefusedWithWhatIsMissing) {
    const auto catalog = catalog::shipped();
    std::map<std::string, std::string> refused;
    for (const auto& summary : catalog::every_provider(*catalog)) {
        for (const auto& [id, kind] : summary.methods) {
            if (kind != catalog::AuthKind::login) continue;
            const auto spec = *catalog->find(summary.id, "", id);
            const auto can = check_connectable(*spec);
            if (can) continue;
            const auto& message = can.error().message;
            refused[summary.id + "/" + id] = message.substr(message.find(": ") + 2);
        }
    }
    const std::map<std::string, std::string> expected{
        {"sage-intacct/xml", "its log-in is in XML."},
        {"sap-successfactors/session", "its assertion is in SAML, which is not signed."}};
    EXPECT_EQ(refused, expected);
}

}  // namespace
}  // namespace fairlead::oauth
