// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/http_caller.h"
#include "support/node_programs.h"

#include <string>

namespace fairlead::tests {

/// A service provider of OAuth 1.0a in a process of its own, made of npm's oauthorize and
/// passport-http-oauth: it verifies every signature, time and nonce itself.
class OAuth1ProviderUnderTest {
public:
    /// `directory` gets its certificate and, below providers/, the file that tells Fairlead about it:
    /// "oauth1-provider".
    OAuth1ProviderUnderTest(const std::string& directory, HttpCaller& caller);

    const std::string& origin() const { return origin_; }
    const std::string& ca_path() const { return ca_path_; }
    std::string host() const { return origin_.substr(std::string_view{"https://"}.size()); }
    const std::string& providers_directory() const { return providers_directory_; }

    static std::string consumer_key() { return "sample consumer key"; }
    static std::string consumer_secret() { return "sample-secret & more of the consumer"; }

    /// A number of its state: requestTokens and accessTokens, how often it was asked for one;
    /// liveRequestTokens, liveAccessTokens; nonceRefused.
    std::int64_t count(const char* what);
    /// Ends every access token, as users do in a platform's own settings.
    void revoke();
    /// Ends every request token, as time does.
    void expire();
    void change_consumer_secret(const std::string& secret);
    /// Breaks the first leg: html, empty, huge, trouble, unconfirmed or cut; "" mends it.
    void fault(const std::string& kind);

private:
    void tell(const std::string& path, const std::string& body = {});

    HttpCaller& caller_;
    std::string ca_path_;
    std::string providers_directory_;
    NodeProgram program_;
    std::string origin_;
};

}  // namespace fairlead::tests
