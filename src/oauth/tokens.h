// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"
#include "oauth/refresher.h"

#include <optional>

namespace fairlead::oauth {

/// Who wants a token, and whose.
struct TokenAsk {
    WorkspaceId workspace;
    std::optional<UserId> user;  ///< whose connection it must be; none: any of the workspace
    ConnectionId connection;
    std::optional<ApiKeyId> key;   ///< for the count of reads
    std::string integration = {};  ///< the key it must be of; empty: any
    /// What the application calls the one whose connection it must be; none: `user` says.
    std::optional<std::string> external_user = {};
};

/// The road to a connection's access token (SPEC A10): the stored one while it is usable, else a
/// refreshed one. Thread-safe. The hot path is one read, one opened value and one count, and on
/// the embedded file no coroutine.
///
/// Errors: `not_found` (absent, disconnected, or somebody else's), `forbidden` (its user is disabled), `conflict` with the reason
/// "integration_disabled" (SPEC A11) or for a connection that is not there yet,
/// `reconnect_required`, those of a failed refresh, and vault errors.
class Tokens {
public:
    Tokens(RefreshEngine& engine, Refresher& refresher, AuditSink& audit)
        : engine_(engine), refresher_(refresher), audit_(audit) {}

    Task<Result<AccessToken>> access_token(TokenAsk ask);

    /// The stored token where it is usable and nothing has to be waited for. None: access_token()
    /// gets one or says why there is none.
    std::optional<AccessToken> token_at_hand(const TokenAsk& ask);

    /// After a 401: a token newer than `rejected`.
    Task<Result<AccessToken>> newer_token(TokenAsk ask, std::int64_t rejected);

private:
    std::optional<Secret> opened_at_once(const storage::TokenRow& row) const;
    Task<Result<Secret>> opened(WorkspaceId workspace, const storage::TokenRow& row);
    Task<Result<AccessToken>> refreshed(TokenAsk ask, std::int64_t seen, Why why,
                                        std::optional<AccessToken> usable);

    RefreshEngine& engine_;
    Refresher& refresher_;
    AuditSink& audit_;
};

/// An outcome as a caller's answer: the token, or the error that says what to do.
Result<AccessToken> token_or_error(const RefreshOutcome& outcome);

}  // namespace fairlead::oauth
