// SPDX-License-Identifier: Apache-2.0
#include "support/sandbox_world.h"

#include "base/clock.h"

#include <filesystem>
#include <fstream>

namespace fairlead::tests {

SandboxWorld::SandboxWorld(const SandboxFacts& its_facts, const Setup& setup) : facts(its_facts) {
    for (const auto& [name, value] : variables_for(sandbox, facts)) app.set(name, value);
    for (const auto& [name, value] : setup.variables) app.set(name, value);
    if (!setup.overlay.empty()) lay_over(setup.overlay);
    if (!setup.client.empty()) set_client(setup.client);
    app.start();
    key_ = app.create_key("connections:read,connections:write,tokens:read");
}

void SandboxWorld::lay_over(const std::string& file) {
    const auto files = directory.file("providers");
    std::filesystem::create_directory(files);
    std::ofstream{files + "/" + facts.provider + ".yaml"} << "id: " << facts.provider << '\n'
                                                          << file << '\n';
    app.set("FAIRLEAD_PROVIDERS_DIR", files);
}

void SandboxWorld::set_client(const std::string& settings) {
    sandbox.tell(net::Method::put, "/control/clients/" + facts.client, settings);
}

Page SandboxWorld::consent(Browser& person, const std::string& user, const std::string& members) {
    return begin_connect(api(user), person, facts.provider, members);
}

Page SandboxWorld::decide(const char* decision, int number, const std::string& user) {
    Browser person = browser();
    const Page page = consent(person, user);
    return decide_at_sandbox(person, page, account(number), decision);
}

std::string SandboxWorld::connect(int number, const std::string& user) {
    return connected_account(decide("allow", number, user));
}

Answer SandboxWorld::call(net::Method method, const std::string& verb, const std::string& id,
                          const std::string& user) {
    return api(user).send(method, "/api/integrations/" + verb + "/" + facts.provider + "/" + id);
}

Answer SandboxWorld::refresh(const std::string& id) {
    return call(net::Method::post, "refresh", id, "user-1");
}

Answer SandboxWorld::disconnect(const std::string& id, const std::string& user) {
    return call(net::Method::del, "disconnect", id, user);
}

std::string SandboxWorld::token(const std::string& id, const std::string& user) {
    return call(net::Method::get, "token", id, user).text("/accessToken");
}

bool SandboxWorld::accepts(const std::string& access_token) {
    return platform_takes(caller, sandbox.origin(), facts, access_token);
}

std::string SandboxWorld::text(const std::string& id, const std::string& pointer) {
    return scalar_text(find_pointer(find_connection(api(), id), pointer)).value_or("(absent)");
}

std::vector<std::string> SandboxWorld::texts(const std::string& id, const std::string& pointer) {
    std::vector<std::string> list;
    const json::value connection = find_connection(api(), id);
    const auto* found = find_pointer(connection, pointer);
    if (found == nullptr || !found->is_array()) return {"(absent)"};
    for (const auto& item : found->get_array()) list.push_back(*scalar_text(&item));
    return list;
}

std::string SandboxWorld::newest_refresh_token(int number) {
    const auto grants = sandbox.grants(account(number));
    return scalar_text(find_pointer(grants.at(0), "/newest/token")).value_or("(absent)");
}

namespace {

bool has_ended(SandboxWorld& world) {
    const auto grants = world.sandbox.grants(world.account());
    const auto* at = find_pointer(grants.at(0), "/endedMs");
    return at != nullptr && !at->is_null();
}

/// A revocation that was asked for is under way at once: half a minute would be spent for nothing
/// wherever there is none.
bool soon(const std::function<bool()>& holds) {
    const SystemClock clock;
    const auto until = clock.boottime() + Seconds{8};
    bool held = false;
    eventually([&] {
        held = holds();
        return held || clock.boottime() > until;
    });
    return held;
}

std::string first_nonconformance(SandboxWorld& world) {
    const auto id = world.connect();
    if (world.text(id, "/status") != "connected") return "identity";
    if (world.text(id, "/providerAccountId") != world.account()) return "another account";
    auto last = world.token(id);
    if (!world.accepts(last)) return "token";
    for (int round = 0; round < 2; ++round) {
        const auto refreshed = world.refresh(id);
        if (refreshed.status != 200) return "refresh: " + refreshed.body;
        const auto next = world.token(id);
        if (next == last) return "the same token after a refresh: " + refreshed.body;
        if (!world.accepts(next)) return "refreshed token";
        last = next;
    }
    if (world.disconnect(id).status != 200) return "disconnect";
    if (!soon([&] { return has_ended(world); })) return "revocation";
    if (world.facts.revokes_access && world.accepts(last)) return "revoked access token";
    const Page denied = world.decide("deny");
    if (denied.parameter("error") != "access_denied") return "denial: " + denied.url;
    return {};
}

}  // namespace

std::string nonconformance(SandboxWorld& world) {
    try {
        return first_nonconformance(world);
    } catch (const std::exception& error) {
        return std::string{"connect: "} + error.what();
    }
}

}  // namespace fairlead::tests
