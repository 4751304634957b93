// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/http_caller.h"

#include <memory>
#include <string>

namespace fairlead::sandbox {
class Sandbox;
}

namespace fairlead::tests {

/// The sandbox in this process, and its control API.
class SandboxUnderTest {
public:
    /// `directory` gets the authority's file.
    SandboxUnderTest(const std::string& directory, HttpCaller& caller);
    ~SandboxUnderTest();
    SandboxUnderTest(const SandboxUnderTest&) = delete;
    SandboxUnderTest& operator=(const SandboxUnderTest&) = delete;

    std::string origin() const;
    std::string ca_path() const { return directory_ + "/ca.pem"; }
    static std::string client_id();
    static std::string client_secret();

    /// The control API; `body` is JSON.
    Answer control(net::Method method, const std::string& path, const std::string& body = "");
    /// The same of what must be answered with 200.
    json::value ask(const std::string& path);
    json::value tell(net::Method method, const std::string& path, const std::string& body = "{}");

    /// Changes settings of the app's client: `{"accessSeconds": 1}`.
    void configure(const std::string& change);
    /// `name[=value][@place][*times]`, see the sandbox's index page.
    void fault(const std::string& text);
    void clear_faults() { tell(net::Method::del, "/control/faults"); }
    /// Ends all grants of the account, as its owner does in the platform's settings.
    void revoke_grants(const std::string& account);

    /// All grants of an account, oldest first.
    json::array grants(const std::string& account);
    /// Sum of a number over the grants of an account.
    std::int64_t sum(const std::string& account, std::string_view member);
    /// How many requests to a path the platform saw.
    std::int64_t requests(std::string_view what);

private:
    struct Outside;

    std::string directory_;
    HttpCaller& caller_;
    std::unique_ptr<Outside> outside_;
    std::unique_ptr<sandbox::Sandbox> sandbox_;
};

}  // namespace fairlead::tests
