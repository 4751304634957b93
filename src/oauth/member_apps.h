// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "model/user.h"
#include "oauth/integrations.h"

namespace fairlead::oauth {

/// A user's own app at an integration's platform, as that user sees it. Never its secret.
struct MemberApp {
    std::string client_id;  ///< empty: none is stored
    bool has_secret = false;
    bool wants_secret = false;      ///< the platform's clients must have one
    bool is_allowed = false;        ///< connects that begin now use it
    std::string redirect_uri;       ///< to be registered with the platform, exactly so
    std::optional<Time> stored_at;  ///< since when there is a client of this id
};

/// The apps that members register with platforms themselves and connect with, where an
/// administrator lets them (SPEC A14). Everything is of `caller.user` in `caller.workspace`: without
/// a user `invalid`; nobody else sees it or connects with it. Thread-safe.
///
/// The secret is sealed with the user's own key. An app that gives way is kept for what was
/// connected with it, whose grants no other client can renew, and no longer.
class MemberApps {
public:
    MemberApps(storage::Database& database, Integrations& integrations, vault::Vault& vault,
               const Clock& clock, Random& random);

    /// `not_found`: there is no such integration. `forbidden`, "member_apps_not_allowed": members
    /// may not, and this one has none from when they might.
    Task<Result<MemberApp>> find(Caller caller, std::string key);

    /// All that are stored, by the integration's key, those that are not allowed any more too.
    struct Listed {
        std::string key;
        std::string name;  ///< the provider's
        MemberApp app;
    };
    Task<Result<std::vector<Listed>>> list(Caller caller);

    /// The whole app. With the client id that is stored it changes the secret, for what is connected
    /// too; with another one it takes the stored one's place. Besides: `conflict`, "no_app_wanted";
    /// `invalid` with faults.
    Task<Result<MemberApp>> put(Caller caller, std::string key, std::string client_id,
                                Secret client_secret);

    /// New connects use the operator's app, if there is one. `not_found`: nothing is stored.
    Task<Result<void>> erase(Caller caller, std::string key);

    /// Forgets the secrets of apps that gave way and that nothing is connected with any more, of
    /// every workspace: for a job. Answers how many.
    Task<Result<std::int64_t>> wipe_let_go();

private:
    MemberApp shown(const Integration& integration, const catalog::ProviderSpec& provider,
                    const std::optional<ClientRegistration>& stored) const;
    Task<Result<void>> store(storage::Tx& tx, const ClientRegistration& fresh,
                             const vault::Sealer& sealer, const Secret& packed) const;

    storage::Database& database_;
    Integrations& integrations_;
    vault::Vault& vault_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace fairlead::oauth
