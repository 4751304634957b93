// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_page.h"

#include "oauth/connect_fixture.h"
#include "oauth/pkce.h"
#include "storage/revocation_store.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;

class ConnectPageTest : public ConnectTest {
protected:
    ConnectPageTest() = default;
    explicit ConnectPageTest(IntegrationOptions options) : ConnectTest({}, std::move(options)) {}

    struct Link {
        ConnectLink made;
        std::string token;
    };
    Link link(const std::string& challenge = "") { return link_for(acme(), challenge); }
    Link link_for(const ConnectAsk& ask, const std::string& challenge = "") {
        const auto caller = key_for(user_);
        Link made{must<ConnectLink>([&] { return start_->create_link(caller, ask, challenge); }),
                  ""};
        made.token = made.made.url.substr(made.made.url.rfind('/') + 1);
        return made;
    }
    Result<ConnectConfirmation> show(const Link& link, const Caller& caller = nobody()) {
        return db_.run<ConnectConfirmation>([&] { return page_->show(caller, link.token); });
    }
    Result<ConnectProceed> proceed(const Link& link, const ConnectConfirmation& page,
                                   const Caller& caller = nobody(), const Vars& typed = {}) {
        const net::Pairs cookies{{page.cookie.name, page.cookie.value}};
        return db_.run<ConnectProceed>([&] {
            FormInput form;
            form.vars = typed;
            return page_->proceed(caller, link.token, cookies, page.csrf, std::move(form));
        });
    }
    /// The whole way in some browser.
    CallbackAnswer follow(const Link& link, const std::string& account) {
        const auto page = show(link);
        const auto went = proceed(link, *page);
        Begun begun;
        begun.caller = nobody();
        begun.started.cookie = went->cookie;
        begun.state = query_value(went->next_url, "state");
        begun.nonce = query_value(went->next_url, "nonce");
        return finish(came_back(begun, account));
    }
    Result<ConnectFinished> conclude(const Link& link, const std::string& verifier) {
        const auto caller = key_for(user_);
        return db_.run<ConnectFinished>(
            [&] { return page_->finish(caller, link.made.id, Secret::copy_of(verifier)); });
    }
    std::int64_t waiting_revocations() {
        storage::RevocationStore store{*db_};
        return must<storage::RevocationStore::Counts>([&] { return store.counts(); }).waiting;
    }
    /// The one number that a statement answers.
    std::int64_t number(storage::Sql sql) {
        const auto read = [&] {
            return db_->read(storage::Access::service(), sql, storage::Params{});
        };
        return must<storage::Rows>(read).front().integer(0);
    }
    std::int64_t drop_abandoned() {
        return must<std::int64_t>([&] { return page_->drop_abandoned(); });
    }

    UserId user_ = add_user("mia");
    const std::string verifier_{"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
};

TEST_F(ConnectPageTest, SaysWhoAsksForWhat) {
    const auto page = show(link());
    ASSERT_TRUE(page);
    EXPECT_EQ(page->provider_name, "Acme");
    EXPECT_EQ(page->asker, "mia");
    EXPECT_EQ(page->scopes.size(), 3U);
    EXPECT_FALSE(page->needs_finish);
}

TEST_F(ConnectPageTest, ThereIsNoLinkThatTheAuditLogDoesNotTellOf) {
    constexpr storage::Sql links_sql{"SELECT count(*) FROM connect_sessions"};
    constexpr storage::Sql told_sql{
        "SELECT count(*) FROM audit WHERE type = 'connect.link_created' AND user_id IS NOT NULL"};
    static_cast<void>(link());
    EXPECT_EQ(number(links_sql), 1);
    EXPECT_EQ(number(told_sql), 1);

    constexpr storage::Sql full_sql{
        "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END",
        "CREATE TRIGGER no_room BEFORE INSERT ON audit EXECUTE FUNCTION audit_is_append_only()"};
    ASSERT_TRUE(db_.as_owner(full_sql));
    const auto refused = db_.run<ConnectLink>(
        [&] { return start_->create_link(key_for(user_), acme(), std::string{}); });
    EXPECT_FALSE(refused);
    EXPECT_EQ(number(links_sql), 1);
}

TEST_F(ConnectPageTest, IsNotUsedUpByLooking) {
    const auto made = link();
    EXPECT_TRUE(show(made));
    EXPECT_TRUE(show(made));
    EXPECT_EQ(context_->flows.pending(), 0U);
}

TEST_F(ConnectPageTest, ConnectsTheAccountForTheLinksUser) {
    const auto answer = follow(link(), "7");
    ASSERT_FALSE(answer.failure) << answer.message;
    EXPECT_EQ(connections_of(user_).size(), 1U);
}

TEST_F(ConnectPageTest, LeadsToAPageOfItsOwnWhereTheApplicationNamedNone) {
    auto ask = acme();
    ask.redirect_url.clear();
    const auto answer = follow(link_for(ask), "7");
    EXPECT_TRUE(
        answer.redirect_url.starts_with("https://fairlead.test/connect/done?status=success"))
        << answer.redirect_url;
}

TEST_F(ConnectPageTest, WorksOnce) {
    const auto made = link();
    const auto page = *show(made);
    ASSERT_TRUE(proceed(made, page));
    const auto again = proceed(made, page);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::not_found);
    EXPECT_FALSE(show(made));
}

TEST_F(ConnectPageTest, DiesAfterTenMinutes) {
    const auto made = link();
    const auto page = *show(made);
    clock_.advance(10min);
    EXPECT_FALSE(show(made));
    EXPECT_FALSE(proceed(made, page));
}

TEST_F(ConnectPageTest, RefusesAFormOfAnotherBrowser) {
    const auto made = link();
    auto page = *show(made);
    const auto other = *show(made);
    page.csrf = other.csrf;
    const auto refused = proceed(made, page);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::forbidden);
    page.cookie.name = "__Host-other";
    EXPECT_EQ(proceed(made, page).error().code, Errc::forbidden);
    EXPECT_EQ(audit_.count_of("connect.browser_mismatch"), 2U);
    EXPECT_EQ(context_->flows.pending(), 0U);
}

TEST_F(ConnectPageTest, RefusesABrowserThatIsSignedInAsSomebodyElse) {
    const auto made = link();
    const auto page = *show(made);
    const auto victim = session_of(add_user("victim"));
    EXPECT_EQ(show(made, victim).error().code, Errc::forbidden);
    EXPECT_EQ(proceed(made, page, victim).error().code, Errc::forbidden);
    EXPECT_EQ(audit_.count_of("connect.user_mismatch"), 2U);
    EXPECT_EQ(context_->flows.pending(), 0U);
}

// --- finish with a verifier ---------------------------------------------------------------------

TEST_F(ConnectPageTest, LeavesTheLastWordToTheBackend) {
    const auto made = link(challenge_of(verifier_));
    const auto answer = follow(made, "7");
    EXPECT_FALSE(answer.failure);
    EXPECT_FALSE(answer.connection);
    EXPECT_EQ(query_value(answer.redirect_url, "status"), "pending");
    EXPECT_EQ(query_value(answer.redirect_url, "session"), made.made.id.text());
    EXPECT_TRUE(connections_of(user_).empty());

    const auto finished = conclude(made, verifier_);
    ASSERT_TRUE(finished) << finished.error().message;
    EXPECT_EQ(finished->account_name, "User 7");
    const auto rows = connections_of(user_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].id, finished->connection);
    EXPECT_EQ(rows[0].status, ConnectionStatus::connected);
    EXPECT_EQ(conclude(made, verifier_).error().code, Errc::conflict);
}

TEST_F(ConnectPageTest, RefusesAWrongVerifierAndLetsTheRightOneTry) {
    const auto made = link(challenge_of(verifier_));
    follow(made, "7");
    EXPECT_EQ(conclude(made, "wrong").error().code, Errc::forbidden);
    EXPECT_EQ(conclude(made, "").error().code, Errc::forbidden);
    EXPECT_TRUE(connections_of(user_).empty());
    EXPECT_EQ(audit_.count_of("connect.verifier_mismatch"), 2U);
    EXPECT_TRUE(conclude(made, verifier_));
}

TEST_F(ConnectPageTest, FinishesNothingBeforeTheUserCameBack) {
    const auto made = link(challenge_of(verifier_));
    EXPECT_EQ(conclude(made, verifier_).error().code, Errc::conflict);
    EXPECT_EQ(conclude(link(), verifier_).error().code, Errc::conflict);
}

TEST_F(ConnectPageTest, DoesNotLetAnotherWorkspaceOrUserFinish) {
    const auto made = link(challenge_of(verifier_));
    follow(made, "7");
    auto caller = key_for(add_user("noa"));
    auto refused = db_.run<ConnectFinished>(
        [&] { return page_->finish(caller, made.made.id, Secret::copy_of(verifier_)); });
    EXPECT_EQ(refused.error().code, Errc::not_found);
    caller = key_for(user_);
    caller.workspace = fresh<WorkspaceId>();
    refused = db_.run<ConnectFinished>(
        [&] { return page_->finish(caller, made.made.id, Secret::copy_of(verifier_)); });
    EXPECT_EQ(refused.error().code, Errc::not_found);
}

TEST_F(ConnectPageTest, RevokesAndForgetsWhatNobodyFinishes) {
    const auto made = link(challenge_of(verifier_));
    follow(made, "7");
    EXPECT_EQ(drop_abandoned(), 0);
    clock_.advance(11min);
    EXPECT_EQ(conclude(made, verifier_).error().code, Errc::conflict);
    EXPECT_EQ(drop_abandoned(), 1);
    EXPECT_EQ(drop_abandoned(), 0);
    EXPECT_EQ(waiting_revocations(), 1);
    constexpr storage::Sql told_sql{
        "SELECT count(*) FROM audit WHERE type = 'connect.abandoned' AND user_id IS NOT NULL"};
    EXPECT_EQ(number(told_sql), 1);
    EXPECT_TRUE(connections_of(user_).empty());
}

TEST_F(ConnectPageTest, RefusesAChallengeThatIsNone) {
    const auto caller = key_for(user_);
    const auto made = db_.run<ConnectLink>(
        [&] { return start_->create_link(caller, acme(), "not a challenge"); });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::invalid);
}

/// The subdomain of a platform that has a consent page under it.
class ConnectPageVarsTest : public ConnectPageTest {
protected:
    ConnectPageVarsTest() : ConnectPageTest(with_desk()) {}

    static IntegrationOptions with_desk() {
        auto options = environment();
        options.environment["ZENDESK"] = {"desk-client", Secret::copy_of("s"), "", {}, {}};
        return options;
    }
    Link desk_link(const Vars& vars = {}) {
        ConnectAsk ask;
        ask.provider = "zendesk";
        ask.method = "oauth";
        ask.vars = vars;
        return link_for(ask);
    }
    Result<ConnectProceed> type(const Link& link, const ConnectConfirmation& page,
                                const Vars& typed) {
        return proceed(link, page, nobody(), typed);
    }
};

TEST_F(ConnectPageVarsTest, AsksForWhatTheLinkDoesNotSay) {
    const auto link = desk_link();
    const auto page = show(link);
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_TRUE(page->form);
    EXPECT_TRUE(page->form->is_before_consent);
    ASSERT_EQ(page->form->lines.size(), 1U);
    EXPECT_EQ(page->form->lines[0].field.rule.name, "subdomain");
    const auto went = type(link, *page, {{"subdomain", "our-team"}});
    ASSERT_TRUE(went) << went.error().message;
    EXPECT_THAT(went->next_url, HasSubstr("/our-team.zendesk.com/oauth/authorizations/new?"));
}

TEST_F(ConnectPageVarsTest, AsksAgainForWhatIsMissingOrNotRightAndKeepsTheLink) {
    const auto link = desk_link();
    const auto page = show(link);
    for (const auto& [typed, fault] : Vars{{"", "is needed"}, {"evil.test/x", ""}}) {
        const auto again = type(link, *page, {{"subdomain", typed}});
        ASSERT_TRUE(again && again->again && again->again->form) << typed;
        const auto& line = again->again->form->lines.at(0);
        EXPECT_EQ(line.value, typed);
        EXPECT_THAT(line.fault, HasSubstr(fault));
        EXPECT_NE(line.fault, "");
        EXPECT_EQ(again->next_url, "");
    }
    EXPECT_TRUE(type(link, *page, {{"subdomain", "our-team"}}));
}

TEST_F(ConnectPageVarsTest, LetsNobodyChangeWhatTheLinkSays) {
    const auto link = desk_link({{"subdomain", "our-team"}});
    const auto page = show(link);
    ASSERT_TRUE(page);
    EXPECT_FALSE(page->form);
    const auto went = type(link, *page, {{"subdomain", "another"}});
    ASSERT_TRUE(went);
    EXPECT_THAT(went->next_url, HasSubstr("/our-team.zendesk.com/"));
}

TEST_F(ConnectPageVarsTest, TakesNothingThatIsNotAskedFor) {
    const auto link = desk_link({{"subdomain", "our-team"}});
    const auto page = show(link);
    const auto refused = type(link, *page, {{"host", "evil.test"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    EXPECT_TRUE(proceed(link, *page));
}

// Who is at the page of ours has typed it in already: nothing is begun without it.
TEST_F(ConnectPageVarsTest, AFlowOfASessionNeedsItAtOnce) {
    ConnectAsk ask;
    ask.provider = "zendesk";
    ask.method = "oauth";
    const auto refused = try_start(session_of(user_), ask);
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().faults.size(), 1U);
    EXPECT_EQ(refused.error().faults[0].pointer, "/vars/subdomain");
    ask.vars = {{"subdomain", "our-team"}};
    EXPECT_TRUE(try_start(session_of(user_), ask));
}

}  // namespace
}  // namespace fairlead::oauth
