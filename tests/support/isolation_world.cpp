// SPDX-License-Identifier: Apache-2.0
#include "support/isolation_world.h"

#include "base/text.h"

namespace fairlead::tests {
namespace {

constexpr const char* password = "kx7 fqmwe and so on";
/// RFC 7636 appendix B.
constexpr const char* challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
constexpr int connections = 9;

Answer good(Answer answer) {
    if (answer.status < 200 || answer.status >= 300) throw Failure{answer.body + answer.failure};
    return answer;
}

}  // namespace

IsolationWorld::IsolationWorld() {
    alice_ = {.name = "alice", .proof = key_headers(world_.key, "alice"), .has_key = true};
    admin_ = {.name = "admin's key",
              .proof = key_headers(world_.app.create_key("admin"), ""),
              .has_key = true,
              .is_admin = true};
    for (int number = 1; number <= connections; ++number) connect(number);
    leave_session_waiting();
    make_objects();
    other_.emplace(world_.app);
    make_people();
    make_strangers();
    for (const Asker& asker : strangers_) {
        // It has the platform under the same key.
        if (asker.name == "elsewhere's alice") add_integration(asker, "acme");
        good(ask(asker, "get", "/api/me", ""));  // makes them a user
        // What the log tells of them is sealed with a key of theirs, made the first time.
        if (asker.is_elsewhere) good(ask(asker, "get", "/api/admin/audit", ""));
    }
}

net::Headers IsolationWorld::key_headers(const std::string& key, const std::string& user) const {
    net::Headers headers{{"Authorization", "Bearer " + key}};
    if (!user.empty()) headers.add("Fairlead-User", user);
    return headers;
}

Answer IsolationWorld::ask(const Asker& asker, const std::string& method, const std::string& target,
                           const std::string& body) {
    net::Headers headers = asker.proof;
    headers.add("Accept", "application/json");
    headers.add("Last-Event-ID", "0");  // from the first, where there are events
    if (!body.empty()) headers.add("Content-Type", "application/json");
    return world_.caller.send(net::parse_method(to_upper(method)), world_.app.url() + target,
                              std::move(headers), body);
}

Answer IsolationWorld::post(const Asker& asker, const std::string& target,
                            const std::string& body) {
    return good(ask(asker, "post", target, body));
}

void IsolationWorld::connect(int number) {
    const std::string account = "bulk-" + std::to_string(number);
    const std::string id = world_.connect("alice", account);
    if (objects_.try_emplace("connection", id).second) {
        objects_.emplace("account", account);
        return;
    }
    spares_["connection"].push_back(id);
    spares_["account"].push_back(account);
}

std::string IsolationWorld::spare(const std::string& kind) {
    for (auto& [name, left] : spares_) {
        if (left.empty()) throw Failure{"Alice needs more connections"};
    }
    std::string taken = spares_.at(kind).back();
    for (auto& [name, left] : spares_) left.pop_back();
    return taken;
}

void IsolationWorld::leave_session_waiting() {
    const Answer started =
        post(alice_, "/api/connect/sessions",
             std::string{R"({"provider":"acme","codeChallenge":")"} + challenge + "\"}");
    Browser browser = world_.browser();
    approve_at_acme(browser, open_link(browser, started.text("/url")), "bulk-90");
    objects_["session"] = started.text("/id");
}

void IsolationWorld::make_objects() {
    objects_["bulk"] =
        post(alice_, "/api/integrations/bulk",
             R"({"action":"refresh","connectionIds":[")" + objects_.at("connection") + "\"]}")
            .text("/id");
    objects_["user"] = good(ask(alice_, "get", "/api/me", "")).text("/user/id");
    objects_["key"] = post(admin_, "/api/admin/api-keys",
                           R"({"name":"spare","scopes":["connections:read"],"actAs":"any"})")
                          .text("/key/id");
    add_integration(admin_, "acme-two");
    objects_["integration"] = "acme-two";
    good(ask(alice_, "put", "/api/integrations/app/acme-two",
             R"({"clientId":"alices-own-app","clientSecret":"x"})"));
    objects_["provider"] = post(admin_, "/api/admin/providers",
                                R"({"name":"Till","authorizeUrl":"https://localhost:1/a",)"
                                R"("tokenUrl":"https://localhost:1/t"})")
                               .text("/id");
    objects_["connected integration"] = "acme";
}

void IsolationWorld::add_integration(const Asker& asker, const std::string& key) {
    post(asker, "/api/admin/integrations",
         R"({"provider":"acme","key":")" + key +
             R"(","clientId":"own","clientSecret":"x","memberApps":true})");
}

void IsolationWorld::make_people() {
    for (const std::string name : {"admin", "member"}) {
        post(admin_, "/api/admin/users",
             R"({"email":")" + name + R"(@example.test","password":")" + password +
                 R"(","role":")" + name + "\"}");
    }
}

net::Headers IsolationWorld::sign_in(const std::string& email) {
    const Asker nobody{.name = "nobody", .proof = {}};
    const Answer answer = post(nobody, "/api/login",
                               R"({"email":")" + email + R"(","password":")" + password + "\"}");
    const std::string cookie = answer.header("Set-Cookie");
    return {{"Cookie", cookie.substr(0, cookie.find(';'))},
            {"Origin", world_.app.url()},
            {"X-CSRF-Token", answer.text("/csrfToken")}};
}

void IsolationWorld::make_strangers() {
    const std::string bound =
        world_.app.administer("apikeys.create", {{"scopes",
                                                  "connections:read connections:write "
                                                  "tokens:read"},
                                                 {"name", "bob's own"},
                                                 {"act-as", "bob"}});
    const std::string bob_key = bound.substr(bound.find("flk_"));
    strangers_ = {
        {.name = "bob", .proof = key_headers(world_.key, "bob"), .has_key = true},
        {.name = "bob's own key", .proof = key_headers(bob_key, ""), .has_key = true},
        {.name = "a member", .proof = sign_in("member@example.test")},
        {.name = "an administrator", .proof = sign_in("admin@example.test"), .is_admin = true},
        {.name = "elsewhere's alice",
         .proof = other_->key_for("alice"),
         .has_key = true,
         .is_admin = true,
         .is_elsewhere = true},
        {.name = "elsewhere's administrator",
         .proof = other_->admin_session(),
         .is_admin = true,
         .is_elsewhere = true},
    };
}

}  // namespace fairlead::tests
