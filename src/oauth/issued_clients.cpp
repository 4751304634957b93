// SPDX-License-Identifier: Apache-2.0
#include "oauth/issued_clients.h"

namespace fairlead::oauth {

namespace {

constexpr std::size_t most_built = 1000;

}  // namespace

Task<Result<RegistrationSecrets>> IssuedClients::secrets_of(ClientRegistration registration) {
    if (registration.sealed.empty()) co_return RegistrationSecrets{};
    const auto owner = registration_owner(registration);
    auto place = registration_place(registration.id, registration.generation);
    CO_TRY(const auto packed,
           co_await vault_.open(owner, std::move(place), std::move(registration.sealed)));
    co_return unpack_secrets(packed);
}

Task<Result<IssuedClients::Client>> IssuedClients::open(Client own,
                                                        ClientRegistration registration) {
    const auto id = registration.id;
    {
        const auto built = built_.lock();
        const auto found = built->find(id);
        const bool is_same = found != built->end() && found->second.own == own &&
                             found->second.sealed == registration.sealed;
        if (is_same) co_return found->second.client;
    }
    CO_TRY(auto secrets, co_await secrets_of(registration));
    CO_TRY(auto client, registered_client(*own, registration, std::move(secrets.client_secret)));
    const auto built = built_.lock();
    if (built->size() >= most_built) built->clear();
    (*built)[id] = {own, std::move(registration.sealed), client};
    co_return client;
}

Task<Result<IssuedClients::Client>> IssuedClients::of_connection(Client own,
                                                                 ConnectionId connection) {
    CO_TRY(auto row, co_await store_.find_of_connection(own->workspace, connection));
    if (!row) co_return own;
    co_return co_await open(std::move(own), *std::move(row));
}

}  // namespace fairlead::oauth
