// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/connecting.h"
#include "support/sandbox_platform.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace fairlead::tests {

struct Settled {
    std::string overlay = {};                ///< an operator's file of the platform
    AppUnderTest::Variables variables = {};  ///< beside those of the application
};

/// The App, the sandbox and one of its platforms.
class OfficeWorld {
public:
    explicit OfficeWorld(const SandboxFacts& its_facts, const Settled& settled = {})
        : facts(its_facts) {
        for (const auto& [name, value] : variables_for(sandbox, facts)) app.set(name, value);
        for (const auto& [name, value] : settled.variables) app.set(name, value);
        if (!settled.overlay.empty()) lay_over(settled.overlay);
        app.start();
        key_ = app.create_key("connections:read,connections:write,tokens:read");
    }

    Api api(const std::string& user = "user-1") { return {caller, app.url(), key_, user}; }
    Browser browser() { return make_browser(caller, app, sandbox.origin()); }
    Page decide(int account, const char* decision) { return decide(facts, account, decision); }
    /// At another provider that the same application serves.
    Page decide(const SandboxFacts& of, int account, const char* decision) {
        Browser person = browser();
        const Page page = begin_connect(api(), person, of.provider);
        return decide_at_sandbox(person, page, account_id(account), decision);
    }
    std::string connect(int account = 0) { return connected_account(decide(account, "allow")); }
    Answer call(net::Method method, const std::string& verb, const std::string& id) {
        return api().send(method, "/api/integrations/" + verb + "/" + facts.provider + "/" + id);
    }
    Answer refresh(const std::string& id) { return call(net::Method::post, "refresh", id); }
    Answer disconnect(const std::string& id) { return call(net::Method::del, "disconnect", id); }
    std::string token(const std::string& id) {
        return call(net::Method::get, "token", id).text("/accessToken");
    }
    bool accepts(const std::string& access_token) {
        return platform_takes(caller, sandbox.origin(), facts, access_token);
    }
    std::string text(const std::string& id, const std::string& pointer) {
        return scalar_text(find_pointer(find_connection(api(), id), pointer)).value_or("(absent)");
    }
    std::vector<std::string> texts(const std::string& id, const std::string& pointer) {
        std::vector<std::string> list;
        const json::value connection = find_connection(api(), id);
        const auto* found = find_pointer(connection, pointer);
        if (found == nullptr || !found->is_array()) return {"(absent)"};
        for (const auto& item : found->get_array()) list.push_back(*scalar_text(&item));
        return list;
    }
    const std::string& account_id(int account) const {
        return facts.accounts.at(static_cast<std::size_t>(account));
    }
    /// Whether a refresh that was asked for brought a new token.
    bool renews(const std::string& id) {
        const Answer answer = refresh(id);
        return answer.status == 200 && answer.json().at("success").as_bool();
    }
    /// A text of the account's only grant, as the sandbox has it.
    std::string granted(const std::string& pointer, int account = 0) {
        const auto grants = sandbox.grants(account_id(account));
        return scalar_text(find_pointer(grants.at(0), pointer)).value_or("(absent)");
    }

    const SandboxFacts& facts;
    TemporaryDirectory directory;
    HttpCaller caller;
    SandboxUnderTest sandbox{directory.path(), caller};
    AppUnderTest app{directory.path(), {}};

private:
    void lay_over(const std::string& file) {
        const auto files = directory.file("providers");
        std::filesystem::create_directory(files);
        std::ofstream{files + "/" + facts.provider + ".yaml"} << file;
        app.set("FAIRLEAD_PROVIDERS_DIR", files);
    }

    std::string key_;
};

}  // namespace fairlead::tests
