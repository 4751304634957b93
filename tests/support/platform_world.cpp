// SPDX-License-Identifier: Apache-2.0
#include "support/platform_world.h"

#include <filesystem>
#include <fstream>

namespace fairlead::tests {

PlatformWorld::PlatformWorld(SandboxFacts its_facts, NotStarted) : facts(std::move(its_facts)) {
    for (const auto& [name, value] : variables_for(sandbox, facts)) app.set(name, value);
}

PlatformWorld::PlatformWorld(SandboxFacts its_facts, const std::string& overlay)
    : PlatformWorld(std::move(its_facts), NotStarted{}) {
    if (!overlay.empty()) lay_over(overlay);
    start();
}

void PlatformWorld::start() {
    app.start();
    key_ = app.create_key("connections:read,connections:write,tokens:read");
}

Page PlatformWorld::consent(Browser& person, const std::string& user, const std::string& members) {
    return begin_connect(api(user), person, facts.provider, members);
}

Page PlatformWorld::decide(int number, const std::string& user, const char* decision) {
    Browser person = browser();
    const Page page = consent(person, user);
    return decide_at_sandbox(person, page, account(number), decision);
}

std::string PlatformWorld::connect(int number, const std::string& user) {
    return connected_account(decide(number, user, "allow"));
}

Answer PlatformWorld::call(net::Method method, const std::string& verb, const std::string& id,
                           const std::string& user) {
    return api(user).send(method, "/api/integrations/" + verb + "/" + facts.provider + "/" + id);
}

bool PlatformWorld::accepts(const std::string& access_token) {
    const net::Headers headers{{"Authorization", "Bearer " + access_token}};
    return caller.send(net::Method::get, sandbox.origin() + facts.probe, headers).status == 200;
}

std::string PlatformWorld::text(const std::string& id, const std::string& pointer,
                                const std::string& user) {
    return scalar_text(find_pointer(find_connection(api(user), id), pointer)).value_or("(absent)");
}

std::vector<std::string> PlatformWorld::texts(const std::string& id, const std::string& pointer) {
    std::vector<std::string> list;
    const json::value connection = find_connection(api(), id);
    const auto* found = find_pointer(connection, pointer);
    if (found == nullptr || !found->is_array()) return {"(absent)"};
    for (const auto& item : found->get_array()) list.push_back(*scalar_text(&item));
    return list;
}

json::value PlatformWorld::newest_grant(int number) {
    const json::array grants = sandbox.grants(account(number));
    if (grants.empty()) throw Failure{"nothing was granted"};
    return grants.back();
}

void PlatformWorld::lay_over(const std::string& provider, const std::string& file) {
    const auto files = directory.file("providers");
    std::filesystem::create_directory(files);
    std::ofstream{files + "/" + provider + ".yaml"} << file;
    app.set("FAIRLEAD_PROVIDERS_DIR", files);
}

}  // namespace fairlead::tests
