// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/secret.h"
#include "catalog/catalog.h"
#include "oauth/operator_secrets.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// An OAuth app as the environment gives it: `<P>_CLIENT_ID` and kin.
struct AppRegistration {
    std::string client_id;
    Secret client_secret;
    std::string redirect_uri;                 ///< empty: the default one
    std::optional<bool> enabled;              ///< `ENABLE_<P>_INTEGRATION`; none: not said
    std::map<std::string, std::string> vars;  ///< `<P>_CLIENT_VARS`: of every integration of <P>
    SecretVars secret_vars = {};              ///< `<P>_CLIENT_SECRET_VARS`: as well
};

/// `<P>` for a provider's id, as in `<P>_CLIENT_ID`.
std::string environment_name(std::string_view provider);

/// What the environment says of providers' apps, by `<P>` as written, e.g. GOOGLE_CALENDAR. One
/// whose own is missing takes that of the family its id begins with: google-calendar that of
/// GOOGLE. Only providers that are presented (`ProviderSummary::is_presented`) belong to a family,
/// and a name that one of them may go by is no other provider's: GOOGLE sets up what Fairlead tells
/// its users about, not two dozen more. Thread-safe.
class EnvironmentApps {
public:
    EnvironmentApps(const catalog::Catalog& catalog,
                    std::map<std::string, AppRegistration> environment);

    /// Looks which providers there are now.
    void look_again();

    /// Ids of those that it may set up; some may be no provider's.
    std::set<std::string> providers() const;
    /// nullptr: there is none.
    const AppRegistration* app_for(const std::string& provider) const;
    std::optional<bool> switch_for(const std::string& provider) const;
    /// What the operator gave for the variables of this provider's method: `own`, with the
    /// integration, before what the environment says.
    Result<std::map<std::string, std::string>> vars_for(
        const catalog::ProviderSpec& provider,
        const std::map<std::string, std::string>& own = {}) const;
    /// The same of those that are secret.
    Result<SecretVars> secrets_for(const catalog::ProviderSpec& provider,
                                   const SecretVars& own) const;
    /// Under the provider's own name alone, as a family's is that of one of its members. Empty:
    /// none.
    std::string redirect_uri_for(const std::string& provider) const;

private:
    std::vector<std::string> names_for(const std::string& provider) const;
    const AppRegistration* find(const std::string& name) const;

    struct Presented {
        std::set<std::string> ids;
        std::set<std::string> claimed;  ///< names that they may go by
    };
    std::shared_ptr<const Presented> presented() const { return *presented_.lock(); }

    const catalog::Catalog& catalog_;
    const std::map<std::string, AppRegistration> environment_;
    mutable Mutex<std::shared_ptr<const Presented>> presented_;  ///< shared with who asks now
};

}  // namespace fairlead::oauth
