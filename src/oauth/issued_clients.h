// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "oauth/registered_client.h"
#include "storage/client_registration_store.h"
#include "vault/vault.h"

#include <map>

namespace fairlead::oauth {

/// The clients that platforms registered of themselves and those that members brought, as grants
/// were issued to them: each opened once and kept. Thread-safe.
class IssuedClients {
public:
    using Client = std::shared_ptr<const OAuthClient>;

    IssuedClients(storage::Database& database, vault::Vault& vault)
        : store_(database), vault_(vault) {}

    /// Whom a connection's grant was issued to; `own`, the integration as the operator set it up,
    /// where that is it. Vault errors.
    Task<Result<Client>> of_connection(Client own, ConnectionId connection);
    /// Of a row that was just read or written. `own` may lack the operator's client.
    Task<Result<Client>> open(Client own, ClientRegistration registration);
    Task<Result<RegistrationSecrets>> secrets_of(ClientRegistration registration);

    storage::ClientRegistrationStore& store() { return store_; }

private:
    struct Built {
        Client own;
        std::string sealed;  ///< what it was opened from: other secrets may come
        Client client;
    };
    storage::ClientRegistrationStore store_;
    vault::Vault& vault_;
    Mutex<std::map<ClientRegistrationId, Built>> built_;
};

}  // namespace fairlead::oauth
