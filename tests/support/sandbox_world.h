// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/app_under_test.h"
#include "support/connecting.h"
#include "support/sandbox_platform.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// The App, the sandbox and one of its platforms. Not thread-safe.
class SandboxWorld {
public:
    struct Setup {
        std::string overlay = {};                ///< an operator's file of the same id
        AppUnderTest::Variables variables = {};  ///< over what the platform needs
        std::string client = {};                 ///< settings of the platform's client
    };
    explicit SandboxWorld(const SandboxFacts& its_facts) : SandboxWorld(its_facts, Setup{}) {}
    SandboxWorld(const SandboxFacts& its_facts, const Setup& setup);

    Api api(const std::string& user = "user-1") { return {caller, app.url(), key_, user}; }
    Browser browser() { return make_browser(caller, app, sandbox.origin()); }
    /// Up to the platform's page, in this browser.
    Page consent(Browser& person, const std::string& user = "user-1",
                 const std::string& members = {});
    /// A whole connect, up to the page where the user ends.
    Page decide(const char* decision, int account = 0, const std::string& user = "user-1");
    std::string connect(int account = 0, const std::string& user = "user-1");

    Answer refresh(const std::string& id);
    Answer disconnect(const std::string& id, const std::string& user = "user-1");
    std::string token(const std::string& id, const std::string& user = "user-1");
    bool accepts(const std::string& access_token);

    /// Of a connection; "(absent)" where there is none.
    std::string text(const std::string& id, const std::string& pointer);
    std::vector<std::string> texts(const std::string& id, const std::string& pointer);

    const std::string& account(int number = 0) const {
        return facts.accounts.at(static_cast<std::size_t>(number));
    }
    /// The newest refresh token of an account's first grant.
    std::string newest_refresh_token(int account = 0);
    void set_client(const std::string& settings);

    const SandboxFacts& facts;
    TemporaryDirectory directory;
    HttpCaller caller;
    SandboxUnderTest sandbox{directory.path(), caller};
    AppUnderTest app{directory.path(), {}};

private:
    Answer call(net::Method method, const std::string& verb, const std::string& id,
                const std::string& user);
    void lay_over(const std::string& file);

    std::string key_;
};

/// What every platform must do, in one sentence where it does not; "" when all of it holds.
std::string nonconformance(SandboxWorld& world);

}  // namespace fairlead::tests
