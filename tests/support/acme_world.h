// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/temporary_directory.h"
#include "support/acme_platform.h"
#include "support/connecting.h"

#include <optional>
#include <string>

namespace fairlead::tests {

/// The real App and the sandbox, started, with a key that may do what an application does.
class AcmeWorld {
public:
    explicit AcmeWorld(const AppUnderTest::Variables& more = {});

    Api api(const std::string& user = "user-1") { return {caller, app.url(), key, user}; }
    Browser browser() { return make_browser(caller, app, sandbox.origin()); }

    /// The whole way through the pages, approved; the page where the user ends.
    Page connect_page(const std::string& user, const std::string& account,
                      const std::string& members = {});
    /// The same; the connection's id.
    std::string connect(const std::string& user, const std::string& account);

    Answer token(const std::string& user, const std::string& id);
    /// Renews the token now.
    Answer refresh(const std::string& user, const std::string& id);
    Answer disconnect(const std::string& user, const std::string& id);
    std::string status(const std::string& user, const std::string& id);
    /// Whether acme takes this access token.
    bool accepts(const std::string& access_token);
    std::string metrics();

    TemporaryDirectory directory;
    HttpCaller caller;
    SandboxUnderTest sandbox{directory.path(), caller};
    AppUnderTest app;
    std::string key;
};

}  // namespace fairlead::tests
