// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client_registration.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Who we are at servers where that is not the operator's to say. Thread-safe. Of an integration, a
/// server and a redirect URI one registration by the server is in use at most, on however many
/// nodes; and of an integration and a user one app that the user registered.
class ClientRegistrationStore {
public:
    explicit ClientRegistrationStore(Database& database) : database_(database) {}

    Task<Result<std::optional<ClientRegistration>>> find(WorkspaceId workspace,
                                                         ClientRegistrationId id);
    /// The one in use, registering or current.
    Task<Result<std::optional<ClientRegistration>>> find_in_use(WorkspaceId workspace,
                                                                IntegrationId integration,
                                                                std::string server,
                                                                std::string redirect_uri);
    /// The app that a user has for an integration now.
    Task<Result<std::optional<ClientRegistration>>> find_of_member(WorkspaceId workspace,
                                                                   UserId user,
                                                                   IntegrationId integration);
    static Task<Result<std::optional<ClientRegistration>>> find_of_member(
        Tx& tx, WorkspaceId workspace, UserId user, IntegrationId integration);
    /// Whom the connection's grant was issued to. None: the integration's own client. Another user's
    /// app is never answered.
    Task<Result<std::optional<ClientRegistration>>> find_of_connection(WorkspaceId workspace,
                                                                       ConnectionId connection);

    /// Takes the right to register, for so long by the database's clock. False: somebody has it, or
    /// it is done.
    Task<Result<bool>> claim(ClientRegistration registration, Milliseconds hold);
    /// What the server answered; from now on it is current. False: the claim was over and
    /// somebody else took it.
    Task<Result<bool>> complete(ClientRegistration registration);
    /// Nothing came of it: whoever comes next may try.
    Task<Result<void>> give_up(WorkspaceId workspace, ClientRegistrationId id);
    /// The same client has other secrets (RFC 7592), sealed with the next generation. False: it is
    /// retired, or got others meanwhile.
    Task<Result<bool>> renew(ClientRegistration registration);
    static Task<Result<bool>> renew(Tx& tx, ClientRegistration registration);
    /// New connects need another one. False: it was none any more, or is a member's app, which that
    /// member alone takes back.
    Task<Result<bool>> retire(WorkspaceId workspace, ClientRegistrationId id);
    /// Removes those of an integration that were retired before `before` and that nothing refers
    /// to.
    Task<Result<std::int64_t>> erase_unused(WorkspaceId workspace, IntegrationId integration,
                                            Time before);

    /// `conflict` where the user has one already.
    static Task<Result<void>> insert_of_member(Tx& tx, ClientRegistration registration);
    /// A user's app gives way; it is removed where nothing was issued to it. False: there was none.
    static Task<Result<bool>> retire_of_member(Tx& tx, WorkspaceId workspace, UserId user,
                                               IntegrationId integration);
    /// Forgets the secrets of members' apps, in every workspace, that gave way and that no live
    /// connection was issued to. For a job.
    Task<Result<std::int64_t>> wipe_let_go();

    /// Notes whom the grant was issued to, in the transaction that stores it.
    static Task<Result<void>> bind(Tx& tx, WorkspaceId workspace, ConnectionId connection,
                                   std::optional<ClientRegistrationId> registration);
    /// Whom it was issued to, as that transaction sees it. None: the integration's own client.
    static Task<Result<std::optional<ClientRegistrationId>>> bound(Tx& tx, WorkspaceId workspace,
                                                                   ConnectionId connection);

private:
    Database& database_;
};

}  // namespace fairlead::storage
