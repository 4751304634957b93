// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/time.h"
#include "model/ids.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

enum class IntegrationSource : std::uint8_t { environment, api };

/// Whether members may connect with an app of their own that they registered with the platform.
enum class MemberAppRule : std::uint8_t {
    never,
    allowed,
    stopped,  ///< not any more: what was connected with such an app goes on with it
};

/// A workspace's configuration of a provider. The client secret is apart: see IntegrationSecret.
struct Integration {
    IntegrationId id;
    WorkspaceId workspace;
    std::string key;       ///< the provider's id by default; what paths call {provider}
    std::string provider;  ///< id in the catalogue
    std::string method;    ///< auth method of the provider; empty = its first
    std::string variant;   ///< overlay of the provider; empty = none
    std::string client_id;
    std::vector<std::string> scopes;  ///< empty = the provider's default
    std::string redirect_uri;         ///< the exact one registered with the platform
    /// The values of the method's `app` variables that an admin gave; the environment's go without.
    std::map<std::string, std::string> vars;
    /// Of which secret `app` variables an admin gave a value; the values are sealed, apart.
    std::vector<std::string> secret_vars;
    bool enabled = true;
    MemberAppRule member_apps = MemberAppRule::never;
    IntegrationSource source = IntegrationSource::environment;
    /// Changes whenever anything a flow relies on changes; a flow begun under another is refused.
    std::string fingerprint;
    Time created_at{};
    Time updated_at{};

    friend bool operator==(const Integration&, const Integration&) = default;
};

}  // namespace fairlead
