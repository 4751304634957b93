// SPDX-License-Identifier: Apache-2.0
//
// What is secret is found nowhere but where it belongs: not in logs, errors, metrics or answers, and
// after a disconnect in no byte on disk. The same search over a Fairlead that was told to leak
// finds the leak, so it can fail.
#include "storage/sqlite/sqlite_connection.h"
#include "support/acme_world.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace fairlead::tests {
namespace {

constexpr const char* canary_secret = "canary-7f3d1c59a0b84e26-client-secret";
constexpr std::size_t least_secret = 16;

using Texts = Mutex<std::vector<std::string>>;

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Where in `texts` one of `secrets` stands: "" for nowhere, else what to look at.
std::string find_secret(const std::set<std::string>& secrets,
                        const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        for (const std::string& secret : secrets) {
            if (text.find(secret) != std::string::npos) return secret + " in: " + text;
        }
    }
    return {};
}

AppUnderTest::Variables with_canary(AppUnderTest::Variables more = {}) {
    more["ACME_CLIENT_SECRET"] = canary_secret;
    return more;
}

class Watched {
public:
    explicit Watched(const AppUnderTest::Variables& more = {}) : world(with_canary(more)) {
        world.sandbox.configure(R"({"secret":")" + std::string{canary_secret} + R"("})");
        world.caller.watch([this](const std::string& url, const Answer& answer) {
            if (!url.starts_with(world.app.url()) || url.find("/token/") != std::string::npos)
                return;
            std::string all = url + "\n" + answer.body;
            for (const auto& [name, value] : answer.headers) {
                if (name != "Set-Cookie" && name != "Location") all.append("\n").append(value);
            }
            answers.lock()->push_back(std::move(all));
        });
    }

    /// Everything that must stay secret, as the platform and the operator know it.
    std::set<std::string> secrets() {
        std::set<std::string> all{canary_secret, world.key};
        const json::value events = world.sandbox.ask("/control/ledger?limit=1000000");
        for (const json::value& event : events.as_array()) {
            const std::string token{event.at("token").as_string()};
            // A code is in the address of the platform's redirect, which a browser asks us with.
            if (event.at("kind").as_string() == "code") continue;
            if (token.size() >= least_secret) all.insert(token);
        }
        std::stringstream lines{read_whole(world.app.key_file())};
        for (std::string word; lines >> word;) {
            if (word.size() >= 40) all.insert(word);
        }
        return all;
    }
    std::set<std::string> codes() {
        std::set<std::string> all;
        const json::value events = world.sandbox.ask("/control/ledger?limit=1000000");
        for (const json::value& event : events.as_array()) {
            if (event.at("kind").as_string() == "code") all.emplace(event.at("token").as_string());
        }
        return all;
    }
    std::vector<std::string> seen_answers() { return *answers.lock(); }
    /// Every file below the data directory, whole.
    std::vector<std::string> files() {
        std::vector<std::string> all;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator{world.app.data_directory()}) {
            if (entry.is_regular_file()) all.push_back(read_whole(entry.path()));
        }
        return all;
    }

    Texts answers;
    AcmeWorld world;
};

/// A life with good and bad days.
void live(AcmeWorld& world) {
    const std::string id = world.connect("user-1", "bulk-1");
    world.token("user-1", id);
    world.refresh("user-1", id);
    for (const char* fault : {"status=500@refresh", "invalid_client@refresh", "html@refresh",
                              "error_200@refresh", "rate_limited=1@refresh"}) {
        world.sandbox.fault(fault);
        world.refresh("user-1", id);
        world.sandbox.clear_faults();
    }
    for (const char* fault : {"bad_code", "invalid_client@exchange", "html@exchange",
                              "id_token=signature", "identity_fails", "cut@exchange"}) {
        world.sandbox.fault(fault);
        world.connect_page("user-2", "bulk-2");
        world.sandbox.clear_faults();
    }
    const std::string dead = world.connect("user-3", "bulk-3");
    world.sandbox.revoke_grants("bulk-3");
    world.refresh("user-3", dead);
    world.api("user-1").get("/api/integrations/status");
    world.api("user-1").get("/api/integrations/accounts");
    world.api("user-1").post("/api/integrations/connect/acme", "{\"nonsense\":1");
    world.app.administer("connections.list");
    world.app.administer("audit.list");
}

TEST(Secrets, NoneIsInALogAnswerOrMetric) {
    Watched watched;
    live(watched.world);
    const auto secrets = watched.secrets();
    ASSERT_GE(secrets.size(), 8U);
    EXPECT_EQ(find_secret(secrets, watched.world.app.log_lines()), "");
    EXPECT_EQ(find_secret(watched.codes(), watched.world.app.log_lines()), "");
    EXPECT_EQ(find_secret(secrets, watched.seen_answers()), "");
    EXPECT_EQ(find_secret(secrets, {watched.world.metrics()}), "");
    EXPECT_EQ(find_secret(secrets, {watched.world.app.administer("connections.list"),
                                    watched.world.app.administer("audit.list"),
                                    watched.world.app.administer("apikeys.list")}),
              "");
    EXPECT_FALSE(watched.world.app.log_lines().empty());
    EXPECT_FALSE(watched.seen_answers().empty());
}

TEST(Secrets, NoneIsInTheClearOnDisk) {
    Watched watched;
    live(watched.world);
    EXPECT_EQ(find_secret(watched.secrets(), watched.files()), "");
    watched.world.app.stop();
    EXPECT_EQ(find_secret(watched.secrets(), watched.files()), "");
}

// What a platform wants of its operator beside the client secret, in calls that fail as well.
TEST(Secrets, NoSecretVariableOfAnOperatorIsShownOrStoredInTheClear) {
    const std::string of_environment = "canary-11d0c2f7a-developer-token";
    const TemporaryDirectory providers;
    std::ofstream{providers.file("acme.yaml")}
        << "id: acme\n"
           "vars: {developer_token: {from: app, kind: text, secret: true}}\n"
           "api: {headers: {X-Developer: '{developer_token}'}}\n"
           "auth: {oauth: {token: {headers: {X-Developer: '{developer_token}'}}}}\n";
    Watched watched{{{"FAIRLEAD_PROVIDERS_DIR", providers.path()},
                     {"ACME_CLIENT_SECRET_VARS", "developer_token=" + of_environment}}};
    AcmeWorld& world = watched.world;
    live(world);
    auto secrets = watched.secrets();
    secrets.insert(of_environment);
    EXPECT_EQ(find_secret(secrets, world.app.log_lines()), "");
    EXPECT_EQ(find_secret(secrets, watched.seen_answers()), "");
    EXPECT_EQ(find_secret(secrets, {world.metrics()}), "");
    EXPECT_EQ(find_secret(secrets, watched.files()), "");
}

/// The sealed credentials that stand in the database now.
std::set<std::string> sealed_credentials(const AppUnderTest& app) {
    auto database = must(storage::SqliteConnection::open(
        app.data_directory() + "/fairlead.db", storage::SqliteConnection::Mode::read_only, 100));
    std::set<std::string> all;
    const storage::Sql queries[] = {
        {"SELECT access_sealed, refresh_sealed FROM connections WHERE access_sealed "
         "IS NOT NULL"},
        {"SELECT journal_key, NULL FROM refresh_guard"},
        {"SELECT sealed, NULL FROM revocations"},
        {"SELECT result, NULL FROM refresh_attempt"},
    };
    for (const storage::Sql& query : queries) {
        const storage::Rows rows = must(database.run(query, {}));
        for (const storage::Row& row : rows) {
            for (std::size_t column = 0; column < 2; ++column) {
                if (!row.is_null(column)) all.emplace(row.bytes(column));
            }
        }
    }
    return all;
}

TEST(Secrets, AfterDisconnectRevocationAndVacuumNothingSealedIsLeft) {
    Watched watched;
    AcmeWorld& world = watched.world;
    const std::string id = world.connect("user-1", "bulk-1");
    std::set<std::string> sealed = sealed_credentials(world.app);
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(world.refresh("user-1", id).status, 200);
        sealed.merge(sealed_credentials(world.app));
    }
    ASSERT_GE(sealed.size(), 8U);
    ASSERT_NE(find_secret(sealed, watched.files()), "");  // the search finds what is there
    ASSERT_EQ(world.disconnect("user-1", id).status, 200);
    sealed.merge(sealed_credentials(world.app));  // what waits for its revocation
    ASSERT_TRUE(eventually([&world] {
        const json::array grants = world.sandbox.grants("bulk-1");
        return grants.at(0).at("valid").as_array().empty();
    }));
    ASSERT_TRUE(eventually([&world] { return sealed_credentials(world.app).empty(); }));
    world.app.administer("testing.vacuum");
    EXPECT_EQ(find_secret(sealed, watched.files()), "");
    EXPECT_EQ(find_secret(watched.secrets(), watched.files()), "");
    // The journal's slots are zeros again; its first page is no slot.
    const std::string journal = read_whole(world.app.data_directory() + "/refresh.journal");
    EXPECT_EQ(journal.find_first_not_of('\0', 4096), std::string::npos);
}

TEST(Secrets, TheSearchFindsALeakThatAnOperatorConfigured) {
    const TemporaryDirectory providers;
    std::ofstream{providers.file("acme.yaml")}
        << "id: acme\nmetadata:\n  leak: {at: /access_token, from: token}\n";
    Watched watched{{{"FAIRLEAD_PROVIDERS_DIR", providers.path()}}};
    watched.world.connect("user-1", "bulk-1");
    watched.world.api("user-1").get("/api/integrations/status");
    EXPECT_NE(find_secret(watched.secrets(), watched.seen_answers()), "");
    EXPECT_NE(find_secret(watched.secrets(), watched.files()), "");
}

}  // namespace
}  // namespace fairlead::tests
