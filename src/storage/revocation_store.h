// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client_registration.h"
#include "model/ids.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Tokens to be withdrawn at a platform.
struct Revocation {
    RevocationId id;
    WorkspaceId workspace;
    UserId user;
    ConnectionId connection;
    IntegrationId integration_id;
    /// Whom they were issued to; none: the integration's own client.
    std::optional<ClientRegistrationId> registration = {};
    std::int64_t consent = 0;  ///< of which the tokens are
    std::string sealed;
    std::int64_t attempts = 0;
    Time next_try{};
    Time deadline{};
    Time created_at{};
};

/// What must still be revoked (SPEC A7). Thread-safe. A sealed token is kept until it was revoked,
/// its tries ended, or its deadline passed; then it is overwritten.
class RevocationStore {
public:
    explicit RevocationStore(Database& database) : database_(database) {}

    static Task<Result<void>> insert(Tx& tx, Revocation revocation);
    /// A newer consent makes a waiting revocation of the whole grant harmful: they go unrevoked.
    static Task<Result<std::int64_t>> cancel(Tx& tx, WorkspaceId workspace,
                                             ConnectionId connection);

    /// Takes up to `limit` due ones of every workspace: each is due again after `lease`, and its
    /// attempts count one more.
    Task<Result<std::vector<Revocation>>> claim(Time now, Milliseconds lease, int limit);
    /// When the next one is due.
    Task<Result<std::optional<Time>>> next_try();
    Task<Result<bool>> complete(WorkspaceId workspace, RevocationId id);
    Task<Result<bool>> retry(WorkspaceId workspace, RevocationId id, Time next_try,
                             std::string error);
    /// Keeps the row for a person to see, without the token.
    Task<Result<bool>> bury(WorkspaceId workspace, RevocationId id, std::string error);
    /// The same for all that passed their deadline; answers how many.
    Task<Result<std::int64_t>> bury_overdue(Time now);

    /// How many wait and how many failed for good.
    struct Counts {
        std::int64_t waiting = 0;
        std::int64_t dead = 0;
    };
    Task<Result<Counts>> counts();

private:
    Database& database_;
};

}  // namespace fairlead::storage
