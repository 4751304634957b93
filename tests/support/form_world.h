// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/connecting.h"
#include "support/sandbox_under_test.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <string>

namespace fairlead::tests {

/// A platform whose accounts are connected with what somebody types in.
struct FormPlatform {
    const char* name;
    std::string provider;
    const char* console;  ///< the sandbox's client that makes keys
    const char* account;  ///< in that console
    const char* vars;     ///< members of the form beside the key
    const char* probe;    ///< a GET with the key
    const char* header;
    const char* before_key;
    std::string account_id = {};  ///< as the platform names it; empty: it names none
    std::string field = "api_key";
};

inline void PrintTo(const FormPlatform& platform, std::ostream* out) { *out << platform.name; }

inline FormPlatform openai_form() {
    return {"openai",           "openai", "openai-console",
            "org-first-sample", "",       "/api.openai.com/v1/models",
            "Authorization",    "Bearer "};
}
inline FormPlatform gemini_form() {
    return {"gemini",
            "gemini",
            "gemini-console",
            "projects/first-sample",
            "",
            "/generativelanguage.googleapis.com/v1beta/models",
            "x-goog-api-key",
            ""};
}
inline FormPlatform onlyfans_form() {
    return {"onlyfans",
            "onlyfans",
            "onlyfans-console",
            "team-first-sample",
            R"("account_id":"acct_sample01")",
            "/app.onlyfansapi.com/api/accounts",
            "Authorization",
            "Bearer ",
            "acct_sample01"};
}

inline FormPlatform pipedrive_form() {
    return {"pipedrive",
            "pipedrive-token",
            "pipedrive-console",
            "10100001",
            "",
            "/api.pipedrive.com/api/v1/users/me",
            "x-api-token",
            "",
            "10100001",
            "api_token"};
}

/// The App with all of them switched on, and the sandbox.
class FormWorld {
public:
    explicit FormWorld(const std::string& overlay = {}, const std::string& provider = {})
        : FormWorld(NotStarted{}) {
        if (!overlay.empty()) lay_over(provider, overlay);
        start();
    }
    /// For one that has more to settle first; then start().
    struct NotStarted {};
    explicit FormWorld(NotStarted) {
        app.set("FAIRLEAD_SANDBOX_URL", sandbox->origin());
        app.set("FAIRLEAD_SANDBOX_CA", sandbox->ca_path());
        for (const char* name : {"OPENAI", "GEMINI", "ONLYFANS"})
            app.set(std::string{"ENABLE_"} + name + "_INTEGRATION", "true");
    }
    /// Puts an operator's file beside the others; they are read when the app starts.
    void lay_over(const std::string& provider, const std::string& file) {
        const auto files = directory.file("providers");
        std::filesystem::create_directory(files);
        std::ofstream{files + "/" + provider + ".yaml"} << file;
        app.set("FAIRLEAD_PROVIDERS_DIR", files);
    }
    void start() {
        app.start();
        key_ = app.create_key("connections:read,connections:write,tokens:read");
        add_integration(R"({"key":"pipedrive-token","provider":"pipedrive","method":"key"})");
    }

    Api api(const std::string& user = "user-1") { return {caller, app.url(), key_, user}; }
    /// As an administrator does, where a platform has another way in too.
    void add_integration(const std::string& body) {
        const Api admin{caller, app.url(), app.create_key("admin"), ""};
        const Answer made = admin.post("/api/admin/integrations", body);
        if (made.status != 201) throw Failure{"no integration: " + made.body};
    }

    /// A new key of the platform's console.
    std::string make_key(const FormPlatform& platform, const std::string& account = {}) {
        const auto made =
            sandbox->tell(net::Method::post, "/control/families",
                          R"({"client":")" + std::string{platform.console} + R"(","account":")" +
                              (account.empty() ? platform.account : account) + R"("})");
        return *scalar_text(find_pointer(made, "/0/accessToken"));
    }
    /// Deletes all keys of the console's account.
    void delete_keys(const FormPlatform& platform) { sandbox->revoke_grants(platform.account); }

    Answer submit(const FormPlatform& platform, const std::string& key,
                  const std::string& members = {}, const std::string& user = "user-1") {
        const std::string body = R"({"fields":{")" + platform.field + R"(":")" + key +
                                 R"("},"vars":{)" + platform.vars + "}" + members + "}";
        return api(user).post("/api/integrations/connect/" + platform.provider + "/credentials",
                              body);
    }
    std::string connect(const FormPlatform& platform, const std::string& key,
                        const std::string& user = "user-1") {
        const auto answer = submit(platform, key, {}, user);
        if (answer.status != 200) throw Failure{"not connected: " + answer.body};
        return answer.text("/connectionId");
    }
    Answer token(const std::string& id, const std::string& user = "user-1") {
        return api(user).get("/api/integrations/accounts/" + id + "/token");
    }
    Answer refresh(const FormPlatform& platform, const std::string& id,
                   const std::string& user = "user-1") {
        return api(user).post("/api/integrations/refresh/" + platform.provider + "/" + id);
    }
    std::string text(const std::string& id, const std::string& pointer,
                     const std::string& user = "user-1") {
        return scalar_text(find_pointer(find_connection(api(user), id), pointer))
            .value_or("(absent)");
    }
    bool accepts(const FormPlatform& platform, const std::string& key) {
        const net::Headers headers{{platform.header, platform.before_key + key}};
        return caller.send(net::Method::get, sandbox->origin() + platform.probe, headers).status ==
               200;
    }
    std::int64_t calls(const FormPlatform& platform) { return sandbox->requests(platform.probe); }
    json::value attempts() { return api().get("/api/integrations/accounts").json().at("attempts"); }
    /// Types of the audit log, newest first.
    std::string audit() { return app.administer("audit.list"); }

    TemporaryDirectory directory;
    HttpCaller caller;
    std::unique_ptr<SandboxUnderTest> sandbox =
        std::make_unique<SandboxUnderTest>(directory.path(), caller);
    AppUnderTest app{directory.path(), {}};

private:
    std::string key_;
};

}  // namespace fairlead::tests
