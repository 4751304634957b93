// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"
#include "model/data_key.h"
#include "storage/database.h"

namespace fairlead::storage {

/// The access token of a connection as the hot path reads it, sealed.
struct StoredAccess {
    std::int64_t consent = 0;
    std::int64_t generation = 0;
    std::string access_sealed;
    bool has_refresh = false;
    std::string token_type;
    std::optional<Time> access_expires;  ///< database time
    Milliseconds access_lifetime{0};     ///< zero: not known
    /// The data key that sealed it, as far as the store knows: another's does not open it.
    std::optional<WrappedKey> key;
};

/// Everything the hot path (SPEC A10) needs, read in one statement. The credential is sealed
/// still.
struct TokenRow {
    ConnectionId id;
    UserId user;
    IntegrationId integration_id;
    std::string integration;  ///< the integration's key
    ConnectionStatus status = ConnectionStatus::pending;
    ConnectionReason reason = ConnectionReason::none;
    std::string error_message;
    std::vector<std::string> scopes_granted;
    bool integration_enabled = true;
    bool user_enabled = true;                  ///< the user's own switch (SPEC A11)
    std::optional<std::string> external_user;  ///< what the application calls the user
    bool user_disabled = false;

    std::optional<StoredAccess> token;  ///< none: nothing is stored (disconnected, pending)
};

/// A connection whose stored time to refresh has come.
struct DueConnection {
    ConnectionId id;
    WorkspaceId workspace;
    IntegrationId integration_id;
    std::string provider;
    std::int64_t generation = 0;
    Time refresh_at{};
    std::optional<Time> expires_at;
};

/// Connections, without their credentials. Thread-safe. One of another workspace is absent; whether
/// the caller may see a user's is the caller's to check, where no user is asked for. The static
/// functions are statements of a caller's transaction.
class ConnectionStore {
public:
    explicit ConnectionStore(Database& database) : database_(database) {}

    Task<Result<std::optional<Connection>>> find(WorkspaceId workspace, ConnectionId id);
    /// One of this user's: another's is absent, and row-level security holds that too.
    Task<Result<std::optional<Connection>>> find(WorkspaceId workspace, UserId user,
                                                 ConnectionId id);
    /// A user's connections to one account at an integration: one or none.
    Task<Result<std::optional<Connection>>> find_by_account(WorkspaceId workspace, UserId user,
                                                            IntegrationId integration,
                                                            std::string provider_account_id);
    /// Live connections of anybody to that account: whether a revocation would reach further.
    Task<Result<std::int64_t>> count_sharing(WorkspaceId workspace, IntegrationId integration,
                                             std::string provider_account_id);
    Task<Result<std::optional<TokenRow>>> find_for_token(WorkspaceId workspace, ConnectionId id);
    /// As far as `access`, which names a workspace, sees it.
    Task<Result<std::optional<TokenRow>>> find_for_token(Access access, ConnectionId id);
    /// The same where it takes no wait, which the usual row of the embedded file takes not. None:
    /// find_for_token() tells more.
    std::optional<TokenRow> find_for_token_now(Access access, ConnectionId id);

    enum class Disconnected : std::uint8_t { hidden, shown };
    /// A user's, oldest first.
    Task<Result<std::vector<Connection>>> list(WorkspaceId workspace, UserId user,
                                               Disconnected disconnected);
    /// A workspace's, in order of id, those after `after` (nil: from the first).
    Task<Result<std::vector<Connection>>> list_all(WorkspaceId workspace, ConnectionId after,
                                                   int limit);

    /// How many connections of each provider are in each state, over all workspaces.
    struct Count {
        std::string provider;
        ConnectionStatus status;
        std::int64_t connections;
    };
    Task<Result<std::vector<Count>>> counts();

    /// Connected ones whose `refresh_at` is not after `now`, of every workspace, earliest first.
    /// Continues behind `after` where given, so that a sweep passes over those it cannot take now.
    Task<Result<std::vector<DueConnection>>> due_for_refresh(Time now,
                                                             std::optional<DueConnection> after,
                                                             int limit);
    /// When the next one falls due.
    Task<Result<std::optional<Time>>> next_refresh();

    /// The application's own metadata. False: the user has no such connection.
    Task<Result<bool>> set_custom_metadata(WorkspaceId workspace, UserId user, ConnectionId id,
                                           Json metadata, Time now);

    static Task<Result<std::optional<Connection>>> find(Tx& tx, WorkspaceId workspace,
                                                        ConnectionId id);
    static Task<Result<std::int64_t>> count_sharing(Tx& tx, WorkspaceId workspace,
                                                    IntegrationId integration,
                                                    std::string provider_account_id);
    static Task<Result<std::optional<Connection>>> find_by_account(Tx& tx, WorkspaceId workspace,
                                                                   UserId user,
                                                                   IntegrationId integration,
                                                                   std::string provider_account_id);
    /// `conflict` when the user has that account at that integration already.
    static Task<Result<void>> insert(Tx& tx, Connection connection);
    /// Everything but id, workspace, user, integration, custom metadata and creation. False: absent.
    static Task<Result<bool>> update(Tx& tx, Connection connection);
    static Task<Result<bool>> set_status(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                         ConnectionStatus status, ConnectionReason reason,
                                         std::string error_message, Time now);
    /// After a refresh: what the stored token is now and when to renew it (none: not by itself).
    static Task<Result<bool>> set_schedule(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                           std::int64_t generation, std::optional<Time> expires_at,
                                           std::optional<Time> refresh_at, Time now);
    /// Moves the next refresh alone: back-off, or "due at once".
    static Task<Result<bool>> set_refresh_at(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                             std::optional<Time> refresh_at);
    static Task<Result<bool>> set_scopes(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                         std::vector<std::string> granted,
                                         std::vector<std::string> missing);
    static Task<Result<bool>> set_metadata(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                           Json metadata, std::string account_name, Time now);

private:
    Database& database_;
};

}  // namespace fairlead::storage
