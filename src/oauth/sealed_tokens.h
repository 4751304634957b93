// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/token_set.h"
#include "storage/refresh_rows.h"
#include "vault/vault.h"

/// Where each credential of a connection is sealed to, and the tokens in the clear. One place for
/// both, because what is sealed here must open there.
namespace fairlead::oauth {

vault::Place access_place(ConnectionId connection, std::int64_t consent, std::int64_t generation);
vault::Place refresh_place(ConnectionId connection, std::int64_t consent, std::int64_t generation);
vault::Place journal_key_place(ConnectionId connection, std::int64_t consent);
vault::Place spare_place(AttemptId attempt, ConnectionId connection, std::int64_t consent);
vault::Place revocation_place(RevocationId revocation, std::int64_t consent);

/// The tokens of one answer with what is known of their end. Move-only.
struct LiveTokens {
    Secret access;
    Secret refresh;  ///< empty: there is none
    std::string token_type = "Bearer";
    std::optional<Time> expires;  ///< of the access token, database time
    Milliseconds lifetime{0};     ///< of the access token; zero: not known

    LiveTokens duplicate() const;
};

/// As the row of one generation.
storage::SealedTokens seal_tokens(const vault::Sealer& sealer, WorkspaceId workspace,
                                  ConnectionId connection, std::int64_t consent,
                                  std::int64_t generation, const LiveTokens& tokens);
Result<LiveTokens> open_tokens(const vault::Sealer& sealer, const storage::SealedTokens& row);

/// As one value, for a spare.
std::string seal_spare(const vault::Sealer& sealer, const storage::Attempt& attempt,
                       const LiveTokens& tokens);
Result<LiveTokens> open_spare(const vault::Sealer& sealer, const storage::Attempt& attempt);

/// The tokens as one text, for sealing: a spare, a revocation.
Secret pack(const LiveTokens& tokens);
Result<LiveTokens> unpack(const Secret& packed);

}  // namespace fairlead::oauth
