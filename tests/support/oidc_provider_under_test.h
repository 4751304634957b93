// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/child_process.h"
#include "support/http_caller.h"

#include <memory>
#include <string>

namespace fairlead::tests {

/// npm's oidc-provider in a process of its own.
class OidcProviderUnderTest {
public:
    /// `redirect_uri` is the only one it knows. `directory` gets its certificate and, below
    /// providers/, the file that tells Fairlead about it.
    OidcProviderUnderTest(const std::string& directory, const std::string& redirect_uri,
                          HttpCaller& caller);

    const std::string& issuer() const { return issuer_; }
    const std::string& ca_path() const { return ca_path_; }
    std::string host() const { return issuer_.substr(std::string_view{"https://"}.size()); }
    const std::string& providers_directory() const { return providers_directory_; }

    static std::string client_id() { return "oidc-client"; }
    static std::string client_secret() { return "sample-secret-of-the-oidc-client"; }

    void kill_grants();
    /// How many refresh tokens it would take now.
    std::int64_t live_refresh_tokens();

private:
    HttpCaller& caller_;
    std::string ca_path_;
    std::string providers_directory_;
    std::unique_ptr<ChildProcess> process_;
    std::string issuer_;
};

}  // namespace fairlead::tests
