// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_context.h"
#include "oauth/consent.h"
#include "oauth/flow.h"
#include "oauth/identity.h"

namespace fairlead::oauth {

/// A connect that succeeded at the platform, before it is stored.
struct NewAccount {
    WorkspaceId workspace;
    UserId user;
    IntegrationId integration_id;
    /// Whom the grant was issued to; none: the integration's own client.
    std::optional<ClientRegistrationId> registration;
    std::string integration;
    std::string provider;
    std::optional<ConnectionId> reconnect;
    std::vector<std::string> scopes_granted;
    std::vector<std::string> scopes_missing;
    Vars vars;
    Identity identity;
    bool identified = true;  ///< false: the identity call failed; stored in `error`, asked again
    LiveTokens tokens;
    Milliseconds age{0};  ///< of the tokens' lifetime, when stored
    std::string actor;

    /// Everything but the tokens, for a result that waits to be finished; and back.
    Json details() const;
    static Result<NewAccount> parse(const Json& details);
};

struct StoredAccount {
    enum class What : std::uint8_t {
        created,
        reconnected,
        other_account,        ///< nothing written: a reconnect brought another account
        needs_refresh_token,  ///< nothing written: the platform must be asked anew
    };
    What what = What::created;
    Connection connection;
};

/// The body of the transaction that stores it (SPEC A4, A5): as a new connection, or as the new
/// consent of the one that has this account. Ends the user's last failed attempt; a job asks again
/// who the account is where that is not known.
Task<Result<StoredAccount>> store_account(ConnectContext& context, storage::Tx& tx,
                                          const NewAccount& account,
                                          const catalog::AuthMethod& method,
                                          const vault::Sealer& sealer);

/// Leaves tokens that nobody will have to be revoked, in the transaction that drops them.
Task<Result<void>> revoke_later(ConnectContext& context, storage::Tx& tx, const NewAccount& account,
                                const catalog::AuthMethod& method, const vault::Sealer& sealer);

/// Name of the job that asks again who an account is.
constexpr const char* identify_job_name = "connect.identify";

/// Scopes asked for that were not granted. `offline_access` counts as granted with a refresh
/// token, `openid` with an id_token: some platforms do not name them.
std::vector<std::string> missing_scopes(const std::vector<std::string>& asked,
                                        const std::vector<std::string>& granted, bool has_refresh,
                                        bool has_id_token);

}  // namespace fairlead::oauth
