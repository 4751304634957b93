// SPDX-License-Identifier: Apache-2.0
#include "storage/integration_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class IntegrationStoreTest : public StoreTest {
protected:
    using Found = std::optional<Integration>;
    using Secret = std::optional<SealedClientSecret>;

    Found find(const std::string& key) {
        return must<Found>([&] { return integrations_.find_by_key(default_workspace, key); });
    }
    Integration put(const Integration& integration) {
        return must<Integration>([&] { return integrations_.put(integration); });
    }

    IntegrationStore integrations_{*db_};
};

TEST_F(IntegrationStoreTest, ComesBackWhole) {
    const auto made = add_integration("acme");
    EXPECT_EQ(find("acme"), made);
    EXPECT_EQ(must<Found>([&] { return integrations_.find(default_workspace, made.id); }), made);
    EXPECT_FALSE(find("other"));
}

TEST_F(IntegrationStoreTest, KeepsWhatTheOperatorSaid) {
    auto made = add_integration("acme");
    made.vars = {{"host", "id.example.com"}, {"realm", "m\"ain"}};
    EXPECT_EQ(put(made).vars, made.vars);
    EXPECT_EQ(find("acme")->vars, made.vars);
    made.vars.clear();
    EXPECT_TRUE(put(made).vars.empty());
}

TEST_F(IntegrationStoreTest, TheEnvironmentSaysNothingOfMembersApps) {
    auto made = add_integration("acme");
    made.source = IntegrationSource::environment;
    put(made);
    EXPECT_EQ(find("acme")->member_apps, MemberAppRule::never);
    EXPECT_TRUE(must<bool>([&] {
        return integrations_.set_member_apps(default_workspace, made.id, MemberAppRule::allowed,
                                             clock_.now());
    }));
    EXPECT_EQ(put(made).member_apps, MemberAppRule::allowed);
    made.source = IntegrationSource::api;
    made.member_apps = MemberAppRule::stopped;
    EXPECT_EQ(put(made).member_apps, MemberAppRule::stopped);
    EXPECT_EQ(find("acme")->member_apps, MemberAppRule::stopped);
}

TEST_F(IntegrationStoreTest, PuttingAgainKeepsItsId) {
    const auto made = add_integration("acme");
    auto changed = made;
    changed.id = fresh<IntegrationId>();
    changed.client_id = "another";
    changed.scopes = {};
    changed.enabled = false;
    changed.fingerprint = "f2";
    changed.updated_at = start + 1h;
    const auto stored = put(changed);
    EXPECT_EQ(stored.id, made.id);
    EXPECT_EQ(stored.client_id, "another");
    EXPECT_EQ(stored.created_at, made.created_at);
    EXPECT_EQ(find("acme"), stored);
}

TEST_F(IntegrationStoreTest, ARowOfTheApiBeatsTheEnvironment) {
    auto made = add_integration("acme");
    made.source = IntegrationSource::api;
    made.client_id = "from the api";
    EXPECT_EQ(put(made).source, IntegrationSource::api);
    auto environment = made;
    environment.source = IntegrationSource::environment;
    environment.client_id = "from the environment";
    EXPECT_EQ(put(environment).client_id, "from the api");
    EXPECT_EQ(find("acme")->client_id, "from the api");
}

TEST_F(IntegrationStoreTest, ASecretIsReplacedFromItsGenerationOnly) {
    const auto made = add_integration("acme");
    const auto secret = [&] {
        return must<Secret>([&] { return integrations_.find_secret(default_workspace, made.id); });
    };
    const auto set = [&](std::int64_t generation, const std::string& sealed) {
        return must<bool>([&] {
            SealedClientSecret wanted{sealed, generation};
            return integrations_.set_secret(default_workspace, made.id, std::move(wanted),
                                            "f" + sealed, start + 1h);
        });
    };
    EXPECT_FALSE(secret());
    EXPECT_TRUE(set(1, "one"));
    EXPECT_FALSE(set(1, "late"));
    EXPECT_TRUE(set(2, "two"));
    ASSERT_TRUE(secret());
    EXPECT_EQ(secret()->sealed, "two");
    EXPECT_EQ(secret()->generation, 2);
    EXPECT_EQ(find("acme")->fingerprint, "ftwo");
}

TEST_F(IntegrationStoreTest, SecretVariablesAreReplacedFromTheirGenerationOnly) {
    const auto made = add_integration("acme");
    const auto set = [&](std::int64_t generation, const std::string& sealed) {
        return must<bool>([&] {
            SealedVars wanted{{"pin", "tok\"en"}, sealed, generation};
            return integrations_.set_secret_vars(default_workspace, made.id, std::move(wanted),
                                                 "f" + sealed, start + 1h);
        });
    };
    const auto found = [&] {
        return must<std::optional<SealedVars>>(
            [&] { return integrations_.find_secret_vars(default_workspace, made.id); });
    };
    EXPECT_FALSE(found());
    EXPECT_TRUE(set(1, "one"));
    EXPECT_FALSE(set(1, "late"));
    EXPECT_TRUE(set(2, "two"));
    ASSERT_TRUE(found());
    EXPECT_EQ(found()->sealed, "two");
    EXPECT_EQ(found()->generation, 2);
    const std::vector<std::string> names{"pin", "tok\"en"};
    EXPECT_EQ(find("acme")->secret_vars, names);
    EXPECT_EQ(find("acme")->fingerprint, "ftwo");
    // Nothing else of the row tells of them: they stay whatever it says.
    EXPECT_EQ(put(made).secret_vars, names);
    EXPECT_EQ(found()->sealed, "two");
}

TEST_F(IntegrationStoreTest, OneWithConnectionsIsNotErased) {
    const auto connection = add_connection();
    const auto refused = db_.run<bool>(
        [&] { return integrations_.erase(default_workspace, connection.integration_id); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    const auto unused = add_integration("unused");
    EXPECT_TRUE(must<bool>([&] { return integrations_.erase(default_workspace, unused.id); }));
    EXPECT_TRUE(must<bool>([&] {
        return integrations_.set_enabled(default_workspace, connection.integration_id, false,
                                         start);
    }));
    const auto list =
        must<std::vector<Integration>>([&] { return integrations_.list(default_workspace); });
    ASSERT_EQ(list.size(), 1U);
    EXPECT_FALSE(list[0].enabled);
}

TEST_F(IntegrationStoreTest, OfAProviderThatGoesThoseWithoutConnectionsGo) {
    const auto connection = add_connection();
    auto second = add_integration("second");
    second.provider = "acme";
    put(second);
    add_integration("other");
    EXPECT_EQ(
        must<std::int64_t>([&] { return integrations_.erase_unused(default_workspace, "acme"); }),
        1);
    EXPECT_FALSE(find("second"));
    EXPECT_TRUE(find("acme")) << "a connection refers to it";
    EXPECT_TRUE(find("other"));
}

}  // namespace
}  // namespace fairlead::storage
