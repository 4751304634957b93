// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/connecting.h"
#include "support/sandbox_platform.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// The App, the sandbox and one of its platforms.
class PlatformWorld {
public:
    /// `overlay`: an operator's file of the platform's id.
    explicit PlatformWorld(SandboxFacts its_facts, const std::string& overlay = {});
    /// For one that has more to settle first; then start().
    struct NotStarted {};
    PlatformWorld(SandboxFacts its_facts, NotStarted);
    void start();

    Api api(const std::string& user = "user-1") { return {caller, app.url(), key_, user}; }
    Browser browser() { return make_browser(caller, app, sandbox.origin()); }
    /// The platform's first page.
    Page consent(Browser& person, const std::string& user = "user-1",
                 const std::string& members = {});
    /// The page where a user ends who chose the account and pressed that button.
    Page decide(int account, const std::string& user, const char* decision);
    /// The whole way, allowed: the connection's id.
    std::string connect(int account = 0, const std::string& user = "user-1");

    Answer call(net::Method method, const std::string& verb, const std::string& id,
                const std::string& user = "user-1");
    Answer refresh(const std::string& id, const std::string& user = "user-1") {
        return call(net::Method::post, "refresh", id, user);
    }
    Answer disconnect(const std::string& id, const std::string& user = "user-1") {
        return call(net::Method::del, "disconnect", id, user);
    }
    std::string token(const std::string& id, const std::string& user = "user-1") {
        return call(net::Method::get, "token", id, user).text("/accessToken");
    }
    /// Whether the platform takes this access token.
    bool accepts(const std::string& access_token);

    /// A text of a connection as status tells it, or "(absent)".
    std::string text(const std::string& id, const std::string& pointer,
                     const std::string& user = "user-1");
    /// The texts of a list in a connection.
    std::vector<std::string> texts(const std::string& id, const std::string& pointer);

    const std::string& account(int number) const {
        return facts.accounts.at(static_cast<std::size_t>(number));
    }
    /// The grant that the account gave last, as the sandbox has it.
    json::value newest_grant(int account = 0);

    /// Puts an operator's file beside the others; they are read when the app starts.
    void lay_over(const std::string& file) { lay_over(facts.provider, file); }
    void lay_over(const std::string& provider, const std::string& file);

    SandboxFacts facts;
    TemporaryDirectory directory;
    HttpCaller caller;
    SandboxUnderTest sandbox{directory.path(), caller};
    AppUnderTest app{directory.path(), {}};

private:
    std::string key_;
};

}  // namespace fairlead::tests
