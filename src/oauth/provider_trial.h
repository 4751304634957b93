// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "net/http_client.h"
#include "oauth/integrations.h"

#include <boost/describe/enum.hpp>

#include <string>
#include <vector>

namespace fairlead::oauth {

/// What an answer says of an endpoint.
enum class TrialVerdict : std::uint8_t {
    good,      ///< as an endpoint of its kind answers
    doubtful,  ///< it may be well, and this cannot tell
    bad,       ///< nobody will be connected through it as it is
};
BOOST_DESCRIBE_ENUM(TrialVerdict, good, doubtful, bad)

/// One endpoint that was asked.
struct TrialStep {
    std::string call;     ///< authorize, token, identity or check
    std::string address;  ///< without query; empty where it depends on who connects
    TrialVerdict verdict = TrialVerdict::doubtful;
    std::string says;  ///< for people
};

/// Asks a provider's endpoints what they are, before anybody connects: the consent page as a browser
/// does, the token endpoint with a code that is none, the identity call without a token; where keys
/// or passwords are typed in, the call that is to prove them with some that nobody has. Nothing is
/// changed at the platform. The calls go through the address guard as all do. The real client id is
/// used where an integration has one, and its secret only at a token endpoint whose address the
/// provider's file fixes whole; else a made-up client asks. Thread-safe.
class ProviderTrial {
public:
    ProviderTrial(Integrations& integrations, net::HttpClient& http, const Clock& clock,
                  Random& random, std::string redirect_base_url);

    /// `not_found`: there is no such provider. `conflict`: its accounts are connected by neither.
    Task<Result<std::vector<TrialStep>>> run(WorkspaceId workspace, std::string provider);

    /// Where an operator names the call that is to prove keys (`check_path`), before that is stored.
    /// `invalid`, at /vars/check_path: it is answered well to whoever asks, and would prove nothing.
    /// Else what could not be found out, for people; "" where the platform refused as it should.
    Task<Result<std::string>> prove_path(std::shared_ptr<const catalog::ProviderSpec> provider,
                                         std::map<std::string, std::string> vars);

private:
    using SharedClient = std::shared_ptr<const OAuthClient>;  // shared with calls under way

    Task<Result<SharedClient>> configured(WorkspaceId workspace, std::string provider);
    Task<Result<TrialStep>> try_authorize(SharedClient client, bool is_real);
    Task<Result<TrialStep>> try_token(SharedClient client, bool is_real);
    Task<Result<TrialStep>> try_identity(SharedClient client);
    Task<Result<TrialStep>> try_check(SharedClient client);
    std::string redirect_uri(const OAuthClient& client) const;

    Integrations& integrations_;
    net::HttpClient& http_;
    const Clock& clock_;
    Random& random_;
    const std::string redirect_base_url_;
};

}  // namespace fairlead::oauth
