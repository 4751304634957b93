// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "support/browser.h"
#include "support/node_programs.h"

#include <string>

namespace fairlead::tests {

/// An MCP server whose authorization server is npm's oidc-provider, in a process of its own.
class McpServerUnderTest {
public:
    /// `directory` gets its certificate and, below providers/, the file that tells Fairlead about it,
    /// "mcp-server". `access_life`: of every access token.
    McpServerUnderTest(const std::string& directory, HttpCaller& caller,
                       Seconds access_life = Seconds{3600});

    const std::string& origin() const { return origin_; }
    std::string url() const { return origin_ + "/mcp"; }
    std::string host() const { return origin_.substr(std::string_view{"https://"}.size()); }
    const std::string& ca_path() const { return ca_path_; }
    const std::string& providers_directory() const { return providers_directory_; }

    /// Signs in and consents, from its first page to where the browser is sent back.
    Page approve(Browser& browser, Page page, const std::string& account) const;

    /// How many clients it ever registered.
    std::int64_t registrations() { return count("registrations"); }
    std::int64_t refresh_tokens() { return count("refreshTokens"); }
    /// Whether the endpoint would take this access token now.
    bool knows(const std::string& access_token);

    /// Secrets and management tokens of the clients that it knows.
    std::vector<std::string> secrets();

    void forget_clients() { tell("forget-clients", ""); }
    void refuse_registration() { tell("registration", "refused"); }
    void name_issuer(const std::string& issuer) { tell("issuer", issuer); }

private:
    Answer tell(const std::string& what, const std::string& body);
    std::int64_t count(const char* what);

    HttpCaller& caller_;
    std::string ca_path_;
    std::string providers_directory_;
    NodeProgram program_;
    std::string origin_;
};

}  // namespace fairlead::tests
