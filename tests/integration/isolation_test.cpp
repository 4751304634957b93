// SPDX-License-Identifier: Apache-2.0
//
// Every operation of the API that takes the id of a thing, asked by everybody whose thing it is not:
// the answer is the one for an id of nothing, and nothing happens.
#include "support/isolation_world.h"
#include "support/operation_inputs.h"
#include "support/table_rows.h"

#include "base/text.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iostream>
#include <regex>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

constexpr const char* verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Who may not name a thing.
enum class Whose : std::uint8_t {
    users,       ///< one user's: everybody else
    workspaces,  ///< all its users': those of another workspace
    admins,      ///< its administrators': those of another workspace, as others may not ask at all
};

/// An operation, and the input of it that names a thing. `$` in the target and the body is its id.
struct Probe {
    std::string operation;
    std::string input;
    std::string kind;
    Whose whose = Whose::users;
    std::string target;
    std::string body = {};
    int refused = 404;
    std::string says = "\"code\":\"not_found\"";
    bool keys_only = false;
    bool uses_up = false;

    std::string place() const { return operation + " " + input; }
    /// For who has a key, and no session.
    Probe for_keys() && {
        keys_only = true;
        return std::move(*this);
    }
    /// Whose it is loses it.
    Probe using_up() && {
        uses_up = true;
        return std::move(*this);
    }
    std::string method() const { return operation.substr(0, operation.find(' ')); }
};

/// The platform's account id stands wherever a connection's may (SPEC Words).
void add_account_probes(std::vector<Probe>& all, const Probe& probe) {
    all.push_back(probe);
    Probe by_account = probe;
    by_account.kind = "account";
    all.push_back(by_account);
}

std::vector<Probe> account_probes() {
    const std::string by_id = "/api/integrations/accounts/{id}";
    std::vector<Probe> all{
        {"get " + by_id, "path:id", "connection", Whose::users, "/api/integrations/accounts/$"},
        {"get /integrations/accounts/{id}", "path:id", "connection", Whose::users,
         "/integrations/accounts/$"},
        Probe{"delete " + by_id, "path:id", "connection", Whose::users,
              "/api/integrations/accounts/$"}
            .using_up(),
        {"patch " + by_id + "/metadata", "path:id", "connection", Whose::users,
         "/api/integrations/accounts/$/metadata", R"({"metadata":{"a":1}})"},
        {"post " + by_id + "/check", "path:id", "connection", Whose::users,
         "/api/integrations/accounts/$/check"},
        {"get " + by_id + "/activity", "path:id", "connection", Whose::users,
         "/api/integrations/accounts/$/activity"},
        Probe{"get " + by_id + "/token", "path:id", "connection", Whose::users,
              "/api/integrations/accounts/$/token"}
            .for_keys(),
        {"post /api/integrations/bulk", "body:connectionIds", "connection", Whose::users,
         "/api/integrations/bulk", R"({"action":"refresh","connectionIds":["$"]})", 200},
        Probe{"post /api/integrations/bulk", "body:connectionIds", "connection", Whose::users,
              "/api/integrations/bulk", R"({"action":"disconnect","connectionIds":["$"]})", 200}
            .using_up(),
        {"get /api/integrations/bulk/{id}", "path:id", "bulk", Whose::users,
         "/api/integrations/bulk/$"},
        {"get /api/integrations/bulk/{id}/results", "path:id", "bulk", Whose::users,
         "/api/integrations/bulk/$/results"},
        {"post /api/integrations/bulk/{id}/stop", "path:id", "bulk", Whose::users,
         "/api/integrations/bulk/$/stop"},
    };
    add_account_probes(all,
                       Probe{"get /api/integrations/token/{provider}/{accountId}", "path:accountId",
                             "connection", Whose::users, "/api/integrations/token/acme/$"}
                           .for_keys());
    add_account_probes(all,
                       {"post /api/integrations/refresh/{provider}/{accountId}", "path:accountId",
                        "connection", Whose::users, "/api/integrations/refresh/acme/$"});
    add_account_probes(
        all, Probe{"delete /api/integrations/disconnect/{provider}/{accountId}", "path:accountId",
                   "connection", Whose::users, "/api/integrations/disconnect/acme/$"}
                 .using_up());
    add_account_probes(all,
                       Probe{"post /api/auth/{provider}/disconnect", "body:accountId", "connection",
                             Whose::users, "/api/auth/acme/disconnect", R"({"accountId":"$"})"}
                           .using_up());
    return all;
}

std::vector<Probe> connect_probes() {
    std::vector<Probe> all{
        {"post /api/integrations/connect/{provider}", "body:connectionId", "connection",
         Whose::users, "/api/integrations/connect/acme", R"({"connectionId":"$"})"},
        {"post /api/connect/sessions", "body:connectionId", "connection", Whose::users,
         "/api/connect/sessions", R"({"provider":"acme","connectionId":"$"})"},
        {"post /api/integrations/bulk", "body:links/connectionId", "connection", Whose::users,
         "/api/integrations/bulk",
         R"({"action":"link","links":[{"provider":"acme","connectionId":"$"}]})", 200},
        {"post /api/connect/sessions/{id}/finish", "path:id", "session", Whose::users,
         "/api/connect/sessions/$/finish", std::string{R"({"codeVerifier":")"} + verifier + "\"}"},
        {"post /api/integrations/connect/{provider}", "path:provider", "integration",
         Whose::workspaces, "/api/integrations/connect/$", "{}"},
        {"post /api/connect/sessions", "body:provider", "integration", Whose::workspaces,
         "/api/connect/sessions", R"({"provider":"$"})"},
        {"post /api/integrations/bulk", "body:links/provider", "integration", Whose::workspaces,
         "/api/integrations/bulk", R"({"action":"link","links":[{"provider":"$"}]})", 200},
    };
    for (const std::string path :
         {"/api/auth/{provider}/connect", "/api/integrations/oauth-url/{provider}",
          "/integrations/oauth-url/{provider}"}) {
        const std::string start = path.substr(0, path.find('{'));
        const std::string end = path.substr(path.find('}') + 1);
        all.push_back({"get " + path, "query:connectionId", "connection", Whose::users,
                       start + "acme" + end + "?connectionId=$"});
        all.push_back(
            {"get " + path, "path:provider", "integration", Whose::workspaces, start + "$" + end});
    }
    return all;
}

/// Integrations are named by their key.
std::vector<Probe> integration_probes(const std::string& connection, const std::string& spare,
                                      const std::string& other_spare) {
    const std::string settings = "/api/integrations/settings/{provider}";
    const std::string two = "/{provider}/{accountId}";
    const std::string used = "connected integration";
    const std::string app = "/api/integrations/app/{provider}";
    return {
        {"put " + app, "path:provider", "integration", Whose::workspaces, "/api/integrations/app/$",
         R"({"clientId":"alices-own-app","clientSecret":"x"})"},
        {"get " + app, "path:provider", "integration", Whose::workspaces,
         "/api/integrations/app/$"},
        {"delete " + app, "path:provider", "integration", Whose::workspaces,
         "/api/integrations/app/$"},
        {"get " + settings, "path:provider", "integration", Whose::workspaces,
         "/api/integrations/settings/$"},
        {"put " + settings, "path:provider", "integration", Whose::workspaces,
         "/api/integrations/settings/$", R"({"isEnabled":true})"},
        Probe{"get /api/integrations/token" + two, "path:provider", used, Whose::workspaces,
              "/api/integrations/token/$/" + connection}
            .for_keys(),
        {"post /api/integrations/refresh" + two, "path:provider", used, Whose::workspaces,
         "/api/integrations/refresh/$/" + connection},
        {"delete /api/integrations/disconnect" + two, "path:provider", used, Whose::workspaces,
         "/api/integrations/disconnect/$/" + spare},
        {"post /api/auth/{provider}/disconnect", "path:provider", used, Whose::workspaces,
         "/api/auth/$/disconnect", R"({"accountId":")" + other_spare + "\"}"},
    };
}

std::vector<Probe> admin_probes() {
    const std::string integration = "/api/admin/integrations/{key}";
    return {
        {"patch /api/admin/users/{id}", "path:id", "user", Whose::admins, "/api/admin/users/$",
         R"({"role":"member"})"},
        {"get /api/admin/audit", "query:user", "user", Whose::admins, "/api/admin/audit?user=$", "",
         200, R"("items":[])"},
        {"get /api/admin/audit", "query:connection", "connection", Whose::admins,
         "/api/admin/audit?connection=$", "", 200, R"("items":[])"},
        {"post /api/admin/api-keys", "body:user", "user", Whose::admins, "/api/admin/api-keys",
         R"({"name":"x","scopes":["connections:read"],"actAs":"one","user":"$"})", 400,
         "is not known here"},
        {"delete /api/admin/api-keys/{id}", "path:id", "key", Whose::admins,
         "/api/admin/api-keys/$"},
        {"patch " + integration, "path:key", "integration", Whose::admins,
         "/api/admin/integrations/$", R"({"enabled":true})"},
        {"delete " + integration, "path:key", "integration", Whose::admins,
         "/api/admin/integrations/$"},
    };
}

/// Providers of the workspace's own. The last of them is gone when its workspace has asked.
std::vector<Probe> provider_probes() {
    const std::string one = "/api/admin/providers/{id}";
    const std::string file =
        R"({"file":"id: $\nname: Till\ngroups: [commerce]\nauth:\n  oauth:\n    kind: oauth2_code\n)"
        R"(    authorize: {url: https://localhost:1/a}\n    token: {url: https://localhost:1/t}\n"})";
    return {
        {"get " + one, "path:id", "provider", Whose::admins, "/api/admin/providers/$"},
        {"get " + one + "/file", "path:id", "provider", Whose::admins,
         "/api/admin/providers/$/file"},
        {"post " + one + "/test", "path:id", "provider", Whose::admins,
         "/api/admin/providers/$/test"},
        {"put " + one, "path:id", "provider", Whose::admins, "/api/admin/providers/$", file},
        {"delete " + one, "path:id", "provider", Whose::admins, "/api/admin/providers/$"},
    };
}

/// OperationInputs that name no thing of anybody's; an operation before one means it there alone. What is
/// not here and has no probe fails the test: decide which it is.
const std::set<std::string, std::less<>> names_nothing{
    "query:limit",
    "query:type",
    "query:from",
    "query:until",
    "query:seconds",
    "query:include",
    "query:query",
    "query:category",
    "query:redirectUrl",
    "query:method",
    "query:variant",
    "query:scopes",
    "query:keepData",
    "get /connect/done query:status",
    "get /connect/done query:error",
    "body:keepData",
    "body:action",
    "body:links",
    "body:scopes",
    "body:redirectUrl",
    "body:method",
    "body:variant",
    "body:vars",
    "body:links/redirectUrl",
    "body:links/method",
    "body:links/variant",
    "body:links/vars",
    "body:links/scopes",
    // Of a provider that is added: its file, or the form.
    "body:file",
    "body:id",
    "body:category",
    "body:authorizeUrl",
    "body:tokenUrl",
    "body:clientAuthentication",
    "body:apiBase",
    "body:identityUrl",
    "body:identityId",
    "body:identityLabel",
    "query:force",
    // An admin's key alone names users there: bulk_test.cpp.
    "body:links/user",
    "body:metadata",
    "body:settings",
    "body:isEnabled",
    "body:name",
    "body:actAs",
    "body:expiresAt",
    "body:email",
    "body:password",
    "body:role",
    "body:disabled",
    "body:clientId",
    "body:clientSecret",
    "body:secretVars",
    "body:redirectUri",
    "body:enabled",
    "body:memberApps",
    "body:everywhere",
    "body:codeChallenge",
    "body:codeVerifier",
    // Sealed to their caller and list: api/cursors_test.cpp.
    "query:cursor",
    "get /api/providers/{id} path:id",
    // The platform, which is nobody's; a key that is to be made in one's own workspace.
    "post /api/admin/integrations body:provider",
    "post /api/admin/integrations body:key",
    // This world's platform has a consent page, so that nobody's form is taken: form_connect_test.cpp.
    "body:fields",
    "post /api/integrations/connect/{provider}/credentials path:provider",
    "post /api/integrations/connect/{provider}/credentials body:connectionId",
    // Its document follows from the address alone, whether there is such an integration or not.
    "get /api/integrations/client/{key} path:key",
    // Of an operation that is open to all, a secret that is its own proof: bad_connect_test.cpp.
    "path:token",
    "body:csrf",
    "body:state",
    "body:code",
    "body:error",
    "get /api/integrations/callback/{provider} path:provider",
    "post /api/integrations/callback/{provider} path:provider",
    "get /api/auth/{provider}/callback path:provider",
    "post /api/auth/{provider}/callback path:provider",
    "get /integrations/auth/{provider}/callback path:provider",
    "post /integrations/auth/{provider}/callback path:provider",
};

/// What says who asked for what and when, and that the node lives.
const std::set<std::string> told_of_asking{"audit",
                                           "audit_counts",
                                           "api_keys.last_used_at",
                                           "sessions.last_seen_at",
                                           "nodes.seen",
                                           "bulks",
                                           "bulk_items",
                                           "jobs"};

class Isolation : public testing::Test {
protected:
    static void SetUpTestSuite() {
        shared = std::make_unique<IsolationWorld>();
        probes = account_probes();
        const auto add = [](const std::vector<Probe>& more) {
            probes.insert(probes.end(), more.begin(), more.end());
        };
        add(connect_probes());
        add(integration_probes(shared->object("connection"), shared->spare("connection"),
                               shared->spare("connection")));
        add(admin_probes());
        add(provider_probes());
    }
    static void TearDownTestSuite() { shared.reset(); }

    static std::string with(const std::string& text, const std::string& id) {
        return replace_all(text, "$", id);
    }
    /// An id of the same form that nothing has.
    static std::string of_nothing(std::string id) {
        for (std::size_t i = id.size() - 4; i < id.size(); ++i) {
            id[i] = id[i] == '7' ? '3' : '7';
        }
        return id;
    }
    /// The body without what differs by request.
    static std::string bare(const Answer& answer, const std::string& id) {
        static const std::regex request{R"("requestId":"[^"]*")"};
        return std::to_string(answer.status) + " " +
               std::regex_replace(replace_all(answer.body, id, "$"), request, "");
    }
    static bool may_ask(const Asker& asker, const Probe& probe) {
        if (probe.keys_only && !asker.has_key) return false;
        if (probe.whose == Whose::users) return true;
        return asker.is_elsewhere && (probe.whose == Whose::workspaces || asker.is_admin);
    }
    Answer ask(const Asker& asker, const Probe& probe, const std::string& id) {
        Answer answer =
            world_.ask(asker, probe.method(), with(probe.target, id), with(probe.body, id));
        if (answer.status != 202) return answer;
        // Done in the background: what became of it is what is answered.
        const std::string bulk = "/api/integrations/bulk/" + answer.text("/id");
        EXPECT_TRUE(eventually(
            [&] { return world_.ask(asker, "get", bulk, "").text("/status") == "finished"; }));
        return world_.ask(asker, "get", bulk + "/results", "");
    }
    /// How often somebody was refused.
    int try_all() {
        int refused = 0;
        for (const Probe& probe : probes) {
            const std::string& id = world_.object(probe.kind);
            const std::string nothing = of_nothing(id);
            for (const Asker& asker : world_.strangers()) {
                if (!may_ask(asker, probe)) continue;
                SCOPED_TRACE(probe.place() + " by " + asker.name);
                const Answer answer = ask(asker, probe, id);
                EXPECT_EQ(answer.status, probe.refused) << answer.body;
                EXPECT_THAT(answer.body, HasSubstr(probe.says));
                EXPECT_EQ(bare(answer, id), bare(ask(asker, probe, nothing), nothing));
                ++refused;
            }
        }
        return refused;
    }
    std::string ledger() {
        return json::serialize(world_.acme().sandbox.ask("/control/ledger?limit=100000")) +
               json::serialize(world_.acme().sandbox.ask("/control/families"));
    }

    OperationInputs served() {
        return OperationInputs{
            world_.ask(world_.owner(false), "get", "/api/openapi.json", "").json()};
    }
    /// What nobody who is not Alice, or of her workspace, is shown.
    std::vector<std::string> alices_texts(const Asker& asker) const {
        std::vector<std::string> texts{world_.object("connection"), world_.object("account"),
                                       world_.object("session"), world_.object("user")};
        if (asker.is_elsewhere) {
            texts.push_back(world_.object("key"));
            texts.push_back(world_.object("integration"));
        }
        return texts;
    }
    bool shows_any(const Asker& asker, const std::string& path,
                   const std::vector<std::string>& texts) {
        const std::string query = path.ends_with("/events") ? "?seconds=1" : "";
        const Answer answer = world_.ask(asker, "get", path + query, "");
        return std::ranges::any_of(texts, [&](const std::string& text) {
            return answer.body.find(text) != std::string::npos;
        });
    }

    static inline std::unique_ptr<IsolationWorld> shared;
    static inline std::vector<Probe> probes;
    IsolationWorld& world_ = *shared;
};

TEST_F(Isolation, EveryInputIsProbedOrKnownToNameNothing) {
    const OperationInputs inputs = served();
    std::set<std::string> probed;
    for (const Probe& probe : probes) {
        EXPECT_TRUE(inputs.all().contains(probe.place())) << probe.place() << " is not there";
        probed.insert(probe.place());
    }
    for (const std::string& input : inputs.all()) {
        const std::string name = input.substr(input.rfind(' ') + 1);
        const bool harmless = names_nothing.contains(name) || names_nothing.contains(input);
        EXPECT_NE(probed.contains(input), harmless) << input;
    }
}

TEST_F(Isolation, NoListShowsWhatIsAnothers) {
    int telling = 0;
    const OperationInputs inputs = served();
    for (const std::string& path : inputs.lists()) {
        const bool is_admins = path.starts_with("/api/admin/");
        const Asker& owner = world_.owner(is_admins);
        telling += shows_any(owner, path, alices_texts(world_.strangers().back())) ? 1 : 0;
        for (const Asker& asker : world_.strangers()) {
            if (is_admins && asker.is_admin && !asker.is_elsewhere) continue;
            EXPECT_FALSE(shows_any(asker, path, alices_texts(asker)))
                << path << " for " << asker.name;
        }
    }
    EXPECT_GE(telling, 9) << "so few show her own things to Alice and her administrator";
}

TEST_F(Isolation, AnAppIsShownToItsOwnerAlone) {
    const std::string path = "/api/integrations/app/" + world_.object("integration");
    const Answer own = world_.ask(world_.owner(false), "get", path, "");
    EXPECT_THAT(own.body, HasSubstr("alices-own-app"));
    for (const Asker& asker : world_.strangers()) {
        const Answer seen = world_.ask(asker, "get", path, "");
        EXPECT_EQ(seen.status, asker.is_elsewhere ? 404 : 200) << asker.name;
        EXPECT_THAT(seen.body, testing::Not(HasSubstr("alices-own-app"))) << asker.name;
    }
}

TEST_F(Isolation, WhatIsAnothersIsNotThereAndStaysAsItIs) {
    const TableRows before = table_rows(world_.acme().app, told_of_asking);
    const std::string ledger_before = ledger();
    const int refused = try_all();
    EXPECT_EQ(changed_rows(before, table_rows(world_.acme().app, told_of_asking)), "");
    EXPECT_EQ(ledger(), ledger_before);
    std::cout << probes.size() << " probes, " << refused << " refusals, " << before.size()
              << " tables\n";
    // Whose it is may: the requests were well-formed, and refused for their asker's sake alone.
    for (const Probe& probe : probes) {
        const std::string id = probe.uses_up ? world_.spare(probe.kind) : world_.object(probe.kind);
        const Answer answer = ask(world_.owner(probe.whose == Whose::admins), probe, id);
        EXPECT_GE(answer.status, 200) << answer.failure;
        EXPECT_LT(answer.status, 400) << probe.place() << " " << answer.body;
        EXPECT_THAT(answer.body, testing::Not(HasSubstr(probe.says))) << probe.place();
    }
}

}  // namespace
}  // namespace fairlead::tests
