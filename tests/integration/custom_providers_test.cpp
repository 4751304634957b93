// SPDX-License-Identifier: Apache-2.0
//
// Providers that are not shipped (SPEC A14): by file and by the API, without a restart, against the
// sandbox's acme, which knows nothing of these files.
#include "base/text.h"
#include "catalog/builtin_providers.h"
#include "catalog/catalog.h"
#include "support/acme_world.h"
#include "support/child_process.h"

#include <gmock/gmock.h>

#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Acme in an operator's own words. `token`: where its tokens are.
std::string acme_file(const std::string& id, const std::string& origin,
                      const std::string& token = "/acme/token") {
    return "id: " + id +
           "\nname: Own acme\ngroups: [crm]\nauth:\n  oauth:\n    kind: oauth2_code\n"
           "    authorize: {url: '" +
           origin +
           "/acme/authorize', scopes: [openid, profile, records.read]}\n    token: {url: '" +
           origin + token +
           "', client: basic}\n    refresh: {rotation: strict_family}\n"
           "whoami: {url: '" +
           origin + "/acme/me', id: /id, label: /display_name}\n";
}

std::string quoted(const std::string& text) { return json::serialize(json::value(text)); }

class CustomProviders : public testing::Test {
protected:
    CustomProviders() : admin_key_(world_.app.create_key("admin")) {}

    AppUnderTest::Variables variables() {
        std::filesystem::create_directories(files_.path());
        return {{"FAIRLEAD_PROVIDERS_DIR", files_.path()},
                {"LATE_ACME_CLIENT_ID", SandboxUnderTest::client_id()},
                {"LATE_ACME_CLIENT_SECRET", SandboxUnderTest::client_secret()}};
    }
    Api admin() { return {world_.caller, world_.app.url(), admin_key_, ""}; }
    std::string origin() { return world_.sandbox.origin(); }

    Answer add(const std::string& file) {
        return admin().post("/api/admin/providers", "{\"file\":" + quoted(file) + "}");
    }
    void set_up(const std::string& id,
                const std::string& secret = SandboxUnderTest::client_secret()) {
        const Answer made =
            admin().post("/api/admin/integrations", "{\"provider\":\"" + id + "\",\"clientId\":\"" +
                                                        SandboxUnderTest::client_id() +
                                                        "\",\"clientSecret\":\"" + secret + "\"}");
        if (made.status != 201) throw Failure{made.body};
    }
    std::string connect(const std::string& id, const std::string& account) {
        Browser person = world_.browser();
        const Page consent = begin_connect(world_.api(), person, id);
        return connected_account(approve_at_acme(person, consent, account));
    }
    Answer refresh(const std::string& provider, const std::string& id) {
        return world_.api().post("/api/integrations/refresh/" + provider + "/" + id);
    }
    Answer token(const std::string& id) {
        return world_.api().get("/api/integrations/accounts/" + id + "/token");
    }
    /// As the list of administrators has it; {} where it has not.
    json::value listed(const std::string& id) {
        const json::value list = admin().get("/api/admin/providers").json();
        for (const json::value& item : list.at("items").as_array()) {
            if (item.at("id").as_string() == id) return item;
        }
        return json::object{};
    }
    std::string told(const std::string& id, const std::string& pointer) {
        return scalar_text(find_pointer(listed(id), pointer)).value_or("(absent)");
    }
    void write(const std::string& name, const std::string& text) {
        std::ofstream{files_.file(".next")} << text;
        std::filesystem::rename(files_.file(".next"), files_.file(name));
    }
    Answer reload() { return admin().post("/api/admin/providers/reload"); }
    /// What the trial says of a call, as "verdict: words".
    std::string trial(const std::string& id, const std::string& call) {
        const Answer answer = admin().post("/api/admin/providers/" + id + "/test");
        if (answer.status != 200) return answer.body;
        const json::value said = answer.json();
        for (const json::value& step : said.at("steps").as_array()) {
            if (step.at("call").as_string() != call) continue;
            return std::string{step.at("verdict").as_string()} + ": " +
                   std::string{step.at("says").as_string()};
        }
        return "no such step";
    }

    TemporaryDirectory files_;
    AcmeWorld world_{variables()};
    std::string admin_key_;
};

TEST_F(CustomProviders, OneThatWasAddedConnectsAndRefreshes) {
    const Answer added = add(acme_file("custom-acme", origin()));
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(added.text("/source"), "added");
    EXPECT_EQ(added.text("/state"), "in_force");
    set_up("custom-acme");
    const std::string id = connect("custom-acme", "bulk-1");
    const Answer given = token(id);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_TRUE(world_.accepts(given.text("/accessToken")));
    EXPECT_EQ(refresh("custom-acme", id).text("/success"), "true");
    EXPECT_NE(token(id).text("/accessToken"), given.text("/accessToken"));
    EXPECT_EQ(told("custom-acme", "/connections"), "1");
    world_.app.restart();
    EXPECT_EQ(refresh("custom-acme", id).text("/success"), "true")
        << "it is there before anything is refreshed";
}

TEST_F(CustomProviders, TheSmallFormIsEnoughToConnect) {
    const Answer added =
        admin().post("/api/admin/providers",
                     json::serialize(json::value{{"name", "Form acme"},
                                                 {"authorizeUrl", origin() + "/acme/authorize"},
                                                 {"tokenUrl", origin() + "/acme/token"},
                                                 {"scopes", json::array{"profile", "records.read"}},
                                                 {"clientAuthentication", "basic"},
                                                 {"apiBase", origin() + "/acme/api"},
                                                 {"identityUrl", origin() + "/acme/me"},
                                                 {"identityId", "/id"},
                                                 {"identityLabel", "/display_name"}}));
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(added.text("/id"), "custom-form-acme");
    set_up("custom-form-acme");
    const std::string id = connect("custom-form-acme", "bulk-2");
    EXPECT_EQ(token(id).status, 200);
}

TEST_F(CustomProviders, AChangedFileTakesEffectWithoutARestart) {
    write("own-acme.yaml", acme_file("own-acme", origin()));
    ASSERT_TRUE(eventually([&] { return told("own-acme", "/state") == "in_force"; }))
        << "nobody asked: it was looked at";
    set_up("own-acme");
    const std::string id = connect("own-acme", "bulk-1");
    // What is wrong is named, and the account goes on.
    write("own-acme.yaml", acme_file("own-acme", "http://acme.example"));
    const Answer reloaded = reload();
    ASSERT_EQ(reloaded.status, 200) << reloaded.body;
    EXPECT_EQ(told("own-acme", "/state"), "former");
    EXPECT_EQ(told("own-acme", "/faults/0/line"), "7");
    EXPECT_EQ(told("own-acme", "/faults/0/key"), "auth.oauth.authorize.url");
    EXPECT_THAT(told("own-acme", "/faults/0/message"), HasSubstr("expected an https URL"));
    EXPECT_TRUE(world_.app.logged("own-acme.yaml:7: auth.oauth.authorize.url"));
    EXPECT_EQ(refresh("own-acme", id).text("/success"), "true");
    // What it says now holds for whoever connects from now on.
    write("own-acme.yaml",
          replace_all(acme_file("own-acme", origin()), "records.read", "records.write"));
    reload();
    EXPECT_EQ(told("own-acme", "/state"), "in_force");
    Browser person = world_.browser();
    const Page consent = begin_connect(world_.api("user-2"), person, "own-acme");
    EXPECT_EQ(consent.parameter("scope"), "openid profile records.write");
    EXPECT_EQ(refresh("own-acme", id).text("/success"), "true");
}

TEST_F(CustomProviders, AnAppOfTheEnvironmentIsForAFileThatComesLaterToo) {
    write("late-acme.yaml", acme_file("late-acme", origin()));
    ASSERT_EQ(reload().status, 200);
    EXPECT_EQ(token(connect("late-acme", "bulk-3")).status, 200);
}

TEST_F(CustomProviders, AccountsStayWhenTheFileIsTakenAway) {
    write("own-acme.yaml", acme_file("own-acme", origin()));
    reload();
    set_up("own-acme");
    const std::string id = connect("own-acme", "bulk-1");
    std::filesystem::remove(files_.file("own-acme.yaml"));
    ASSERT_EQ(reload().status, 200);
    EXPECT_EQ(told("own-acme", "/source"), "gone");
    EXPECT_EQ(told("own-acme", "/connections"), "1");
    const json::value shown = find_connection(world_.api(), id);
    EXPECT_EQ(scalar_text(find_pointer(shown, "/status")), "connected");
    EXPECT_EQ(scalar_text(find_pointer(shown, "/health")), "degraded");
    EXPECT_EQ(scalar_text(find_pointer(shown, "/reason")), "provider_config");
    EXPECT_EQ(token(id).status, 200) << "as long as it lasts";
    const Answer refused = refresh("own-acme", id);
    EXPECT_THAT(refused.body, HasSubstr("not offered any more"));
    EXPECT_EQ(world_.api().get("/api/integrations").status, 200);
    write("own-acme.yaml", acme_file("own-acme", origin()));
    reload();
    EXPECT_EQ(refresh("own-acme", id).text("/success"), "true") << "and back it is";
    std::filesystem::remove(files_.file("own-acme.yaml"));
    reload();
    EXPECT_EQ(world_.api().del("/api/integrations/accounts/" + id).status, 200);
}

TEST_F(CustomProviders, OneInUseIsDeletedOnlyByForce) {
    ASSERT_EQ(add(acme_file("custom-acme", origin())).status, 201);
    set_up("custom-acme");
    const std::string id = connect("custom-acme", "bulk-1");
    const Answer refused = admin().del("/api/admin/providers/custom-acme");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.text("/code"), "provider_in_use");
    EXPECT_THAT(refused.body, HasSubstr("1 account is connected"));
    EXPECT_EQ(admin().del("/api/admin/providers/custom-acme?force=true").status, 204);
    EXPECT_EQ(told("custom-acme", "/source"), "gone");
    EXPECT_EQ(token(id).status, 200);
}

TEST_F(CustomProviders, ATrialSaysWhatEachEndpointIs) {
    ASSERT_EQ(add(acme_file("custom-acme", origin())).status, 201);
    EXPECT_THAT(trial("custom-acme", "token"),
                HasSubstr("good: It answers as a token endpoint does "
                          "to a client that it does not know"));
    EXPECT_THAT(trial("custom-acme", "identity"), HasSubstr("good: It wants a token (401)"));
    set_up("custom-acme");
    EXPECT_THAT(trial("custom-acme", "authorize"), HasSubstr("good: "));
    EXPECT_THAT(trial("custom-acme", "token"), HasSubstr("good: The platform knows the client"));
    ASSERT_EQ(add(acme_file("custom-page", origin(), "/acme/authorize")).status, 201);
    EXPECT_THAT(trial("custom-page", "token"), HasSubstr("bad: "));
    ASSERT_EQ(add(acme_file("custom-nowhere", origin(), "/acme/nowhere")).status, 201);
    EXPECT_THAT(trial("custom-nowhere", "token"),
                HasSubstr("bad: There is nothing at this address"));
    EXPECT_EQ(admin().post("/api/admin/providers/openai/test").status, 200) << "by key";
}

TEST_F(CustomProviders, ATrialTellsTheWrongSecret) {
    ASSERT_EQ(add(acme_file("custom-acme", origin())).status, 201);
    set_up("custom-acme", "canary-that-is-not-the-secret");
    const std::string said = trial("custom-acme", "token");
    EXPECT_THAT(said, HasSubstr("bad: The platform refuses the client id or secret"));
    EXPECT_THAT(said, Not(HasSubstr("canary")));
    EXPECT_FALSE(world_.app.logged("canary-that-is-not-the-secret"));
}

TEST_F(CustomProviders, ATrialGoesThroughTheAddressGuard) {
    // A port of this machine that nobody opened, where something listens: the app itself.
    const std::string inside = "https://127.0.0.1:" + std::to_string(world_.app.port());
    ASSERT_EQ(add(acme_file("custom-inside", inside)).status, 201);
    for (const char* call : {"authorize", "token", "identity"}) {
        EXPECT_THAT(trial("custom-inside", call), HasSubstr("bad: It could not be reached"))
            << call;
    }
}

TEST_F(CustomProviders, TheSecretDoesNotFollowAHostThatTheFileLeavesOpen) {
    std::string open = acme_file("custom-open", origin());
    const std::string port = origin().substr(origin().rfind(':') + 1);
    open = replace_all(open, ":" + port + "/acme/token", ":{port}/acme/token");
    open += "vars: {port: {kind: digits, default: " + port + "}}\n";
    const Answer added = add(open);
    ASSERT_EQ(added.status, 201) << added.body;
    set_up("custom-open");
    EXPECT_THAT(trial("custom-open", "token"), HasSubstr("a client that it does not know"))
        << "it was asked by the made-up one";
}

TEST_F(CustomProviders, AnExportIsAFileThatMakesTheSame) {
    const std::string file = "# ours\n" + acme_file("custom-acme", origin());
    ASSERT_EQ(add(file).status, 201);
    const Answer given = admin().get("/api/admin/providers/custom-acme/file");
    ASSERT_EQ(given.status, 200);
    EXPECT_EQ(given.body, file);
    EXPECT_EQ(given.header("Content-Type"), "application/yaml");
    EXPECT_THAT(given.header("Content-Disposition"), HasSubstr("custom-acme.yaml"));
    EXPECT_EQ(world_.app.administer("providers.export", {{"id", "custom-acme"}}) + "\n", file);
    const TemporaryDirectory elsewhere;
    for (const char* id : {"hubspot", "custom-acme"}) {
        std::ofstream{elsewhere.file(std::string{id} + ".yaml")}
            << admin().get("/api/admin/providers/" + std::string{id} + "/file").body;
    }
    catalog::CatalogOptions options;
    options.builtin = catalog::builtin_providers();
    options.user_directory = elsewhere.path();
    const auto loaded = catalog::Catalog::create(std::move(options));
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ((*(*loaded)->find("custom-acme", "", ""))->name, "Own acme");
}

TEST_F(CustomProviders, TheLogOfWhatWasDoneNamesIt) {
    ASSERT_EQ(add(acme_file("custom-acme", origin())).status, 201);
    ASSERT_EQ(admin()
                  .put("/api/admin/providers/custom-acme",
                       "{\"file\":" + quoted(acme_file("custom-acme", origin(), "/acme/t")) + "}")
                  .status,
              200);
    ASSERT_EQ(admin().del("/api/admin/providers/custom-acme").status, 204);
    const std::string audit = world_.app.administer("audit.list");
    for (const char* type : {"provider_created", "provider_changed", "provider_deleted"}) {
        EXPECT_THAT(audit, HasSubstr(type));
    }
}

/// The program itself, its log in a file.
class Program {
public:
    explicit Program(const TemporaryDirectory& directory) : log_(directory.file("log")) {
        const std::string port = std::to_string(free_port());
        url_ = "http://localhost:" + port;
        for (const auto& setting :
             {"FAIRLEAD_PORT=" + port, std::string{"FAIRLEAD_ADMIN_PORT=0"}, "PUBLIC_URL=" + url_,
              "FAIRLEAD_DATA_DIR=" + directory.file("data"),
              "FAIRLEAD_KEY_FILE=" + directory.file("keys"),
              std::string{"FAIRLEAD_JOURNAL_SLOTS=8"}, std::string{"FAIRLEAD_DRAIN_ACCEPT=0s"},
              "FAIRLEAD_PROVIDERS_DIR=" + directory.file("providers")}) {
            settings_.insert(settings_.end(), {"--set", setting});
        }
    }
    std::unique_ptr<ChildProcess> run(std::vector<std::string> words) {
        const std::string script =
            R"(log=$1; shift; unset FAIRLEAD_TEST_STORE FAIRLEAD_TESTS_CACHE; )"
            R"(exec "$@" >"$log" 2>&1)";
        std::vector<std::string> line{"/bin/sh", "-c", script, "sh", log_, FAIRLEAD_BINARY};
        line.insert(line.end(), words.begin(), words.end());
        line.insert(line.end(), settings_.begin(), settings_.end());
        return std::make_unique<ChildProcess>(line);
    }
    bool said(const std::string& text) const {
        std::stringstream all;
        all << std::ifstream{log_}.rdbuf();
        return all.str().find(text) != std::string::npos;
    }
    const std::string& url() const { return url_; }

private:
    std::string log_;
    std::string url_;
    std::vector<std::string> settings_;
};

TEST(CustomProvidersProgram, ChecksEveryProvider) {
    const TemporaryDirectory directory;
    std::filesystem::create_directories(directory.file("providers"));
    const std::string path = directory.file("providers") + "/desk.yaml";
    std::ofstream{path} << "id: desk\nlike: zendesk\nname: Desk\ngroups: [support]\n";
    Program program{directory};
    int ended = program.run({"providers", "check", "--all"})->end(0);
    EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    EXPECT_TRUE(program.said(" providers, 0 faults"));
    EXPECT_TRUE(program.said(" oauth2_code"));
    EXPECT_TRUE(program.said(", 1 own file"));

    std::ofstream{path} << "id: desk\nlike: zendesk\nnmae: Desk\ngroups: [support]\n";
    ended = program.run({"providers", "check", "--all"})->end(0);
    EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 1);
    EXPECT_TRUE(program.said("desk.yaml:3: nmae: unknown key"));
    ended = program.run({"providers", "check"})->end(0);
    EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 2) << "of what?";
}

TEST(CustomProvidersProgram, ReadsTheFilesAgainWhenItIsHungUp) {
    const TemporaryDirectory directory;
    std::filesystem::create_directories(directory.file("providers"));
    const std::string path = directory.file("providers") + "/desk.yaml";
    const auto write = [&](const char* key) {
        std::ofstream{path} << "id: desk\n" << key << ": Desk\n";
    };
    write("nmae");
    Program program{directory};
    program.run({"keys", "generate"})->end(0);
    const auto server = program.run({"serve"});
    ASSERT_TRUE(eventually([&] { return program.said("Fairlead listens"); }));
    EXPECT_TRUE(program.said("desk.yaml:2: nmae: unknown key")) << "it is named, and starts";
    // As long and as old as before, so that nothing but the signal tells of it.
    const auto changed = std::filesystem::last_write_time(path);
    write("mane");
    std::filesystem::last_write_time(path, changed);
    server->signal(SIGHUP);
    EXPECT_TRUE(eventually([&] { return program.said("desk.yaml:2: mane: unknown key"); }));
    HttpCaller caller;
    EXPECT_EQ(caller.send(net::Method::get, program.url() + "/health/live").status, 200);
    const int ended = server->end(SIGTERM);
    EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

}  // namespace
}  // namespace fairlead::tests
