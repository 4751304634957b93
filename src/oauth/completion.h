// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_failure.h"
#include "oauth/new_account.h"

namespace fairlead::oauth {

/// How a flow that reached the platform and came back with a code ended.
struct Completed {
    std::optional<ConnectFault> fault;
    std::optional<Connection> connection;  ///< stored; not with a result that waits
    bool waits = false;                    ///< for the application's backend
};

/// Redeems the code, checks the id_token, asks who the account is, and stores what came: once,
/// and never losing a token that is good: what cannot be kept is left to be revoked.
Task<Result<Completed>> complete_flow(ConnectContext& context,
                                      std::shared_ptr<const OAuthClient> client, FlowState flow,
                                      Secret code, net::Pairs parameters);

/// What stands against storing an account: a reconnect that brought another one; no refresh token
/// where there was one.
ConnectFault other_account(const catalog::ProviderSpec& provider);
ConnectFault no_lasting_access(const catalog::ProviderSpec& provider);

/// Where the tokens of a result that waits are sealed to.
vault::Place result_place(ConnectSessionId session);

/// Keeps an account, sealed, until the application's backend finishes its connect session.
Task<Result<Completed>> put_aside(ConnectContext& context, const OAuthClient& client,
                                  ConnectSessionId session, NewAccount& account,
                                  const vault::Sealer& sealer);

/// Stores an account in a transaction of its own; the fault says what stood against it.
Task<Result<Completed>> settle_account(ConnectContext& context,
                                       std::shared_ptr<const OAuthClient> client,
                                       const NewAccount& account, const vault::Sealer& sealer);

}  // namespace fairlead::oauth
