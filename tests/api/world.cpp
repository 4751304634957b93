// SPDX-License-Identifier: Apache-2.0
#include "api/world.h"

#include "base/text.h"
#include "support/acme_platform.h"

#include <filesystem>
#include <fstream>

namespace fairlead::tests {
namespace {

constexpr const char* password = "canary-password-of-an-operator";
/// RFC 7636 appendix B.
constexpr const char* verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A second platform, so that lists have pages. Nobody connects to it.
constexpr const char* second_provider = R"(schema: 1
id: zeta
name: Zeta
groups: [developer]
grade: own
api:
  base: https://zeta.example
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: https://zeta.example/authorize}
    token: {url: https://zeta.example/token}
)";
/// One that the sandbox knows.
constexpr const char* openai_key = "sk-sample-first-key-that-opens-nothing-real";
constexpr const char* canary = "canary-client-secret-of-an-admin";

/// Every text under a member called `token`.
void gather_tokens(const json::value& value, std::set<std::string>& tokens) {
    if (value.is_array()) {
        for (const json::value& item : value.as_array()) gather_tokens(item, tokens);
    }
    if (!value.is_object()) return;
    for (const auto& [name, member] : value.as_object()) {
        if (name == "token" && member.is_string() && !member.as_string().empty()) {
            tokens.emplace(member.as_string());
        } else {
            gather_tokens(member, tokens);
        }
    }
}

std::string first_line_value(const std::string& header) {
    return header.substr(0, header.find(';'));
}

}  // namespace

AppUnderTest::Variables World::variables() {
    const std::string folder = directory_.file("providers");
    std::filesystem::create_directories(folder);
    std::ofstream{folder + "/zeta.yaml"} << second_provider;
    AppUnderTest::Variables made = variables_for(sandbox_);
    made["FAIRLEAD_PROVIDERS_DIR"] = folder;
    made["ENABLE_OPENAI_INTEGRATION"] = "true";
    return made;
}

std::string World::new_directory() const {
    std::string folder = directory_.file("new");
    std::filesystem::create_directories(folder);
    return folder;
}

World::World()
    : sandbox_(directory_.path(), caller_),
      app_(directory_.path(), variables()),
      new_app_(new_directory(), variables()) {
    app_.start();
    new_app_.start();
    values = {{"url", app_.url()},
              {"sandbox", sandbox_.origin()},
              {"admin_email", "admin@example.test"},
              {"password", password},
              {"canary", canary},
              {"verifier", verifier},
              {"setup_code", new_app_.setup_code()},
              {"openai_key", openai_key}};
    secrets_ = {values["setup_code"],
                password,
                canary,
                verifier,
                openai_key,
                SandboxUnderTest::client_secret()};
    make_callers();
    values["account"] = connect_account("key", "bulk-1");
    values["account_b"] = connect_account("key", "bulk-2");
    values["account_bob"] = connect_account("key_bob", "bulk-3");
    leave_session_waiting();
    make_people();
}

World::~World() {
    new_app_.stop();
    app_.stop();
}

std::string World::make_key(const std::string& scopes, const std::string& act_as) {
    const std::string text = app_.administer(
        "apikeys.create", {{"scopes", scopes}, {"name", "scenarios"}, {"act-as", act_as}});
    const std::size_t from = text.find("flk_");
    if (from == std::string::npos) throw Failure{"no key in: " + text};
    std::string key = text.substr(from, text.find_first_of(" \n\t\",.", from) - from);
    secrets_.insert(key);
    return key;
}

void World::make_callers() {
    const auto bearer = [](const std::string& key, const std::string& user) {
        Headers headers{{"Authorization", "Bearer " + key}};
        if (!user.empty()) headers.emplace("Fairlead-User", user);
        return headers;
    };
    const std::string key = make_key("connections:read connections:write tokens:read", "any");
    callers_ = {{"nobody", {}},
                {"newcomer", {}},
                {"key", bearer(key, "alice")},
                {"key_bob", bearer(key, "bob")},
                {"key_alone", bearer(key, "")},
                {"reader", bearer(make_key("connections:read", "any"), "alice")},
                {"scopeless", bearer(make_key("webhooks", "any"), "alice")},
                {"tokens", bearer(make_key("tokens:read", "any"), "alice")},
                {"bound", bearer(make_key("connections:read connections:write", "none"), "alice")},
                {"admin_key", bearer(make_key("admin", "any"), "alice")},
                {"bad_key", bearer("flk_abcdefgh_" + std::string(43, 'x'), "alice")}};
}

Page World::go_to_acme(const Answer& started, const char* link, const std::string& name) {
    if (started.status >= 400) throw Failure{"connect: " + started.body + started.failure};
    Browser browser = make_browser(caller_, app_, sandbox_.origin());
    const Page page = open_link(browser, started.text(link));
    return approve_at_acme(browser, page, name);
}

std::string World::connect_account(const std::string& caller, const std::string& name) {
    Scenario start;
    start.as = caller;
    start.method = "post";
    start.target = "/api/integrations/connect/acme";
    start.body = "{\"redirectUrl\":\"" + application_page + "\"}";
    start.content_type = "application/json";
    return connected_account(go_to_acme(ask(start, values), "/authUrl", name));
}

void World::leave_session_waiting() {
    Scenario start;
    start.as = "key";
    start.send = {{"Fairlead-User", "carol"}};
    start.method = "post";
    start.target = "/api/connect/sessions";
    start.body = std::string{"{\"provider\":\"acme\",\"codeChallenge\":\""} + challenge + "\"}";
    start.content_type = "application/json";
    const Answer started = ask(start, values);
    go_to_acme(started, "/url", "bulk-4");
    values["waiting_session"] = started.text("/id");
}

void World::make_people() {
    Scenario create;
    create.as = "admin_key";
    create.method = "post";
    create.target = "/api/admin/users";
    create.content_type = "application/json";
    for (const char* name : {"admin", "member"}) {
        const std::string email = std::string{name} + "@example.test";
        create.body = "{\"email\":\"" + email + "\",\"password\":\"" + password + "\",\"role\":\"" +
                      name + "\"}";
        const Answer made = ask(create, values);
        if (made.status != 201) throw Failure{"user: " + made.body + made.failure};
        sign_in(name, email);
    }
}

void World::sign_in(const std::string& name, const std::string& email) {
    Scenario login;
    login.method = "post";
    login.target = "/api/login";
    login.content_type = "application/json";
    login.body = "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
    const Answer answer = ask(login, values);
    if (answer.status != 200) throw Failure{"login: " + answer.body + answer.failure};
    const std::string cookie = first_line_value(answer.header("Set-Cookie"));
    secrets_.insert(cookie.substr(cookie.find('=') + 1));
    Headers headers{{"Cookie", cookie}, {"Origin", app_.url()}};
    callers_[name + "_unsafe"] = headers;
    headers.emplace("X-CSRF-Token", answer.text("/csrfToken"));
    callers_[name] = std::move(headers);
}

Answer World::ask(const Scenario& scenario, const Values& with) {
    const auto who = callers_.find(scenario.as);
    if (who == callers_.end()) throw Failure{"there is no caller " + scenario.as};
    net::Headers headers;
    for (const auto& [name, value] : who->second) headers.add(name, value);
    for (const auto& [name, value] : scenario.send) headers.set(name, filled(value, with));
    if (!headers.has("Accept")) headers.add("Accept", "application/json");
    if (!scenario.content_type.empty() && !headers.has("Content-Type")) {
        headers.add("Content-Type", scenario.content_type);
    }
    const net::Method method = net::parse_method(to_upper(scenario.method));
    const AppUnderTest& asked = scenario.as == "newcomer" ? new_app_ : app_;
    return caller_.send(method, asked.url() + filled(scenario.target, with), std::move(headers),
                        filled(scenario.body, with));
}

std::set<std::string> World::secrets() {
    std::set<std::string> all = secrets_;
    gather_tokens(sandbox_.ask("/control/ledger"), all);
    return all;
}

}  // namespace fairlead::tests
