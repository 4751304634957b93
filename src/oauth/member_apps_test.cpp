// SPDX-License-Identifier: Apache-2.0
//
// Connects with an app that the user registered with the platform, beside those with the operator's.
#include "oauth/member_apps.h"

#include "base/text.h"
#include "oauth/connect_fixture.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One whose clients are public.
constexpr const char* public_file =
    "schema: 1\nid: open\nname: Open\ngroups: [crm]\nauth:\n  oauth:\n    kind: oauth2_code\n"
    "    authorize: {url: 'https://o.example/a'}\n"
    "    token: {url: 'https://o.example/t', client: none}\n";

class MemberAppsTest : public ConnectTest {
protected:
    MemberAppsTest() : ConnectTest({{"open.yaml", public_file}}, environment()) {}

    Result<Integration> allow(bool allows, const std::string& key = "acme") {
        return db_.run<Integration>(
            [&] { return integrations_->allow_member_apps(default_workspace, key, allows); });
    }
    Result<MemberApp> put(UserId user, const std::string& client_id, const std::string& secret,
                          const std::string& key = "acme") {
        return db_.run<MemberApp>(
            [&] { return apps_.put(session_of(user), key, client_id, Secret::copy_of(secret)); });
    }
    Result<MemberApp> find(UserId user, const std::string& key = "acme") {
        return db_.run<MemberApp>([&] { return apps_.find(session_of(user), key); });
    }
    Result<bool> erase(UserId user) {
        return db_.run<bool>([&]() -> Task<Result<bool>> {
            auto caller = session_of(user);
            std::string key = "acme";
            CO_CHECK(co_await apps_.erase(std::move(caller), std::move(key)));
            co_return true;
        });
    }
    std::optional<ClientRegistration> row(UserId user) {
        const auto integration =
            must<Integration>([&] { return integrations_->find_row(default_workspace, "acme"); });
        return must<std::optional<ClientRegistration>>([&] {
            return integrations_->issued().store().find_of_member(default_workspace, user,
                                                                  integration.id);
        });
    }
    bool is_kept(ClientRegistrationId id) {
        return must<std::optional<ClientRegistration>>(
                   [&] { return integrations_->issued().store().find(default_workspace, id); })
            .has_value();
    }
    /// The client that the user's connect begins with now.
    std::string begun_with(UserId user) {
        return query_value(begin(user).started.auth_url, "client_id");
    }
    /// As whom the last code was redeemed.
    std::string redeemed_as() {
        std::string last;
        for (const auto& call : platform_.calls())
            if (call.path == "/acme/token") last = call.authorization;
        const auto decoded = base64_decode(last.substr(std::string_view{"Basic "}.size()));
        return decoded ? *decoded : "(unreadable)";
    }
    CallbackAnswer connect_as(UserId user, const std::string& client,
                              const std::string& account = "7") {
        platform_.manners.lock()->audience = client;
        return connect(user, account);
    }
    std::shared_ptr<const OAuthClient> issued_to(UserId user) {
        const auto connection = connections_of(user).front();
        return must<std::shared_ptr<const OAuthClient>>([&] {
            return integrations_->find_issued(default_workspace, connection.integration_id,
                                              connection.id);
        });
    }

    MemberApps apps_{*db_, *integrations_, vault_, clock_, random_};
    UserId mia_ = add_user("mia");
    UserId tom_ = add_user("tom");
};

TEST_F(MemberAppsTest, AreNotAllowedUntilAnAdministratorSaysSo) {
    for (const auto& refused : {find(mia_), put(mia_, "mine", "s")}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::forbidden);
        EXPECT_THAT(refused.error().message, HasSubstr("Ask an administrator"));
    }
    ASSERT_TRUE(allow(true));
    EXPECT_TRUE(find(mia_)->is_allowed);
    EXPECT_TRUE(find(mia_)->client_id.empty());
    EXPECT_EQ(find(mia_)->redirect_uri, "https://fairlead.test/api/integrations/callback/acme");
    EXPECT_TRUE(put(mia_, "mine", "s"));
}

TEST_F(MemberAppsTest, AreOfAnIntegrationAndAUser) {
    EXPECT_EQ(find(mia_, "no-such").error().code, Errc::not_found);
    EXPECT_EQ(put(mia_, "mine", "s", "no-such").error().code, Errc::not_found);
    Caller nobody_named;
    EXPECT_EQ(db_.run<MemberApp>([&] { return apps_.find(nobody_named, "acme"); }).error().code,
              Errc::invalid);
    EXPECT_EQ(erase(mia_).error().code, Errc::not_found);
}

TEST_F(MemberAppsTest, TellNobodyTheirSecret) {
    ASSERT_TRUE(allow(true));
    const auto stored = put(mia_, "mine", "a-secret-of-mias");
    EXPECT_EQ(stored->client_id, "mine");
    EXPECT_TRUE(stored->has_secret);
    EXPECT_TRUE(stored->wants_secret);
    EXPECT_THAT(row(mia_)->sealed, Not(HasSubstr("a-secret-of-mias")));
    EXPECT_TRUE(find(tom_)->client_id.empty());
    EXPECT_EQ(erase(tom_).error().code, Errc::not_found);
    EXPECT_EQ(find(mia_)->client_id, "mine");
}

TEST_F(MemberAppsTest, AreCheckedLikeAnyInput) {
    ASSERT_TRUE(allow(true));
    for (const auto& [client_id, secret] : {std::pair<std::string, std::string>{"", "s"},
                                            {"a\nb", "s"},
                                            {"mine", ""},
                                            {"mine", "a\tb"},
                                            {std::string(513, 'a'), "s"}}) {
        const auto stored = put(mia_, client_id, secret);
        ASSERT_FALSE(stored) << client_id;
        EXPECT_EQ(stored.error().code, Errc::invalid);
        EXPECT_EQ(stored.error().faults.size(), 1u);
    }
}

TEST_F(MemberAppsTest, APublicClientHasNoSecret) {
    must<Integration>([&] {
        IntegrationEdit edit;
        edit.provider = "open";
        edit.member_apps = true;
        return integrations_->put(default_workspace, std::move(edit));
    });
    const auto stored = put(mia_, "mine", "", "open");
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_FALSE(stored->wants_secret);
    EXPECT_FALSE(stored->has_secret);
}

TEST_F(MemberAppsTest, TheirOwnerAloneConnectsWithThem) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s3"));
    EXPECT_EQ(begun_with(mia_), "mine");
    EXPECT_EQ(begun_with(tom_), "acme-client");
    EXPECT_FALSE(connect_as(mia_, "mine").failure);
    EXPECT_EQ(redeemed_as(), "mine:s3");
    EXPECT_EQ(issued_to(mia_)->client_id, "mine");
    EXPECT_EQ(issued_to(mia_)->member, mia_);
    EXPECT_FALSE(connect_as(tom_, "acme-client").failure);
    EXPECT_EQ(redeemed_as(), "acme-client:acme-secret");
    EXPECT_EQ(issued_to(tom_)->client_id, "acme-client");
    EXPECT_FALSE(issued_to(tom_)->member);
}

TEST_F(MemberAppsTest, WhatIsConnectedKeepsTheClientItWasGrantedTo) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "first", "s1"));
    ASSERT_FALSE(connect_as(mia_, "first").failure);
    const auto first = row(mia_)->id;
    ASSERT_TRUE(put(mia_, "second", "s2"));
    EXPECT_EQ(issued_to(mia_)->client_id, "first");
    EXPECT_EQ(begun_with(mia_), "second");
    ASSERT_FALSE(connect_as(mia_, "second").failure);
    EXPECT_EQ(connections_of(mia_).size(), 1u);
    EXPECT_EQ(issued_to(mia_)->client_id, "second");
    ASSERT_TRUE(erase(mia_));
    EXPECT_EQ(issued_to(mia_)->client_id, "second");
    EXPECT_EQ(begun_with(mia_), "acme-client");
    EXPECT_FALSE(is_kept(first)) << "nothing is connected with it";
    ASSERT_FALSE(connect_as(mia_, "acme-client").failure);
    EXPECT_FALSE(issued_to(mia_)->member) << "reconnected with the operator's app";
}

TEST_F(MemberAppsTest, AnotherSecretOfTheSameClientIsForWhatIsConnectedToo) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s1"));
    ASSERT_FALSE(connect_as(mia_, "mine").failure);
    const auto before = row(mia_);
    ASSERT_TRUE(put(mia_, "mine", "s2"));
    EXPECT_EQ(row(mia_)->id, before->id);
    EXPECT_EQ(row(mia_)->generation, before->generation + 1);
    EXPECT_EQ(issued_to(mia_)->client_secret.expose(), "s2");
}

TEST_F(MemberAppsTest, SwitchedOffNothingNewBeginsWithThem) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s"));
    ASSERT_FALSE(connect_as(mia_, "mine").failure);
    ASSERT_TRUE(allow(false));
    EXPECT_EQ(begun_with(mia_), "acme-client");
    EXPECT_EQ(issued_to(mia_)->client_id, "mine");
    EXPECT_FALSE(find(mia_)->is_allowed);
    EXPECT_EQ(put(mia_, "mine", "s").error().code, Errc::forbidden);
    EXPECT_TRUE(erase(mia_));
    EXPECT_EQ(find(mia_).error().code, Errc::forbidden);
}

TEST_F(MemberAppsTest, MakeConnectableWhatTheOperatorHasNoAppFor) {
    must<Integration>([&] {
        IntegrationEdit edit;
        edit.key = "acme-two";
        edit.provider = "acme";
        edit.member_apps = true;
        return integrations_->put(default_workspace, std::move(edit));
    });
    auto ask = acme();
    ask.provider = "acme-two";
    const auto without = try_start(session_of(tom_), ask);
    ASSERT_FALSE(without);
    EXPECT_STREQ(without.error().reason, "integration_not_configured");
    EXPECT_THAT(without.error().message, HasSubstr("registered with the platform yourself"));
    ASSERT_TRUE(put(mia_, "mine", "s", "acme-two"));
    platform_.manners.lock()->audience = "mine";
    const auto begun = begin(mia_, ask);
    auto back = came_back(begun, "7");
    back.provider = "acme-two";
    EXPECT_FALSE(finish(back).failure);
    EXPECT_EQ(issued_to(mia_)->client_id, "mine");
}

TEST_F(MemberAppsTest, ARefusedOneIsItsOwnersToMend) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "wrong"));
    platform_.answer("/acme/token",
                     [] { return FakePlatform::reply(401, R"({"error":"invalid_client"})"); });
    const auto answer = connect(mia_, "7");
    EXPECT_EQ(answer.failure, ConnectFailure::invalid_credentials);
    EXPECT_THAT(answer.message, HasSubstr("refuses your own app"));
    EXPECT_EQ(find(mia_)->client_id, "mine");
    const auto told = join(lines_, "\n");
    EXPECT_THAT(told, HasSubstr("A platform refuses a member's own app."));
    EXPECT_THAT(told, Not(HasSubstr("check the integration")));
}

TEST_F(MemberAppsTest, AFlowThatBeganWithOneThatIsGoneStartsAgain) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s"));
    const auto begun = begin(mia_);
    ASSERT_TRUE(erase(mia_));
    const auto answer = finish(came_back(begun, "7"));
    EXPECT_TRUE(answer.failure);
    EXPECT_THAT(answer.message, HasSubstr("Start again"));
    EXPECT_EQ(platform_.count("/acme/token"), 0u);
}

TEST_F(MemberAppsTest, AreUnreadableOnceTheirOwnerIsErased) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s"));
    const auto owner = Owner::of(default_workspace, mia_);
    ASSERT_TRUE(run_blocking(db_.loop(), [&] { return data_keys_.erase(owner); }));
    vault_.forget(owner);
    const auto stored = *row(mia_);
    const auto secrets =
        db_.run<RegistrationSecrets>([&] { return integrations_->issued().secrets_of(stored); });
    ASSERT_FALSE(secrets);
    EXPECT_TRUE(vault::is_vault_error(secrets.error()));
}

TEST_F(MemberAppsTest, OpenForTheirOwnerAndTheirGenerationAlone) {
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s"));
    auto moved = *row(mia_);
    moved.user = tom_;
    auto put_back = *row(mia_);
    ++put_back.generation;
    for (const auto& one : {moved, put_back})
        EXPECT_FALSE(
            db_.run<RegistrationSecrets>([&] { return integrations_->issued().secrets_of(one); }));
}

TEST_F(MemberAppsTest, ForgetTheSecretOnceNothingIsConnectedWithIt) {
    const auto wiped = [&] { return must<std::int64_t>([&] { return apps_.wipe_let_go(); }); };
    const auto sealed = [&](ClientRegistrationId id) {
        return must<std::optional<ClientRegistration>>(
                   [&] { return integrations_->issued().store().find(default_workspace, id); })
            ->sealed;
    };
    ASSERT_TRUE(allow(true));
    ASSERT_TRUE(put(mia_, "mine", "s"));
    ASSERT_FALSE(connect_as(mia_, "mine").failure);
    const auto id = row(mia_)->id;
    EXPECT_EQ(wiped(), 0);
    ASSERT_TRUE(erase(mia_));
    EXPECT_EQ(wiped(), 0);
    EXPECT_FALSE(sealed(id).empty());
    const auto connection = connections_of(mia_).front();
    must_in_tx([&](storage::Tx& tx) -> Task<Result<void>> {
        std::string no_message;
        CO_CHECK(co_await storage::ConnectionStore::set_status(
            tx, default_workspace, connection.id, ConnectionStatus::disconnected,
            ConnectionReason::none, std::move(no_message), clock_.now()));
        co_return ok();
    });
    EXPECT_EQ(wiped(), 1);
    EXPECT_TRUE(sealed(id).empty());
}

}  // namespace
}  // namespace fairlead::oauth
