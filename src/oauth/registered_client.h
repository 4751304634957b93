// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"
#include "oauth/oauth_client.h"
#include "oauth/registration_call.h"
#include "oauth/token_outcome.h"
#include "vault/vault.h"

namespace fairlead::oauth {

/// How a registered client speaks to its server. Kept with the registration, so that a flow and a
/// connection go on at the addresses they began with, whatever the server says later.
struct RegisteredWays {
    catalog::ClientAuth auth = catalog::ClientAuth::none;
    std::string manage_url;  ///< RFC 7592; empty: it cannot be asked
    // Of a server that was discovered; empty: what the provider's file says holds.
    std::string issuer;
    std::string authorize_url;
    std::string token_url;
    std::string revoke_url;
    std::string resource;
    bool sends_iss = false;
    std::vector<std::string> scopes;  ///< asked for where nobody names others

    Json json() const;
    static RegisteredWays parse(const Json& details);

    friend bool operator==(const RegisteredWays&, const RegisteredWays&) = default;
};

/// Where a registration's secrets are sealed to, with the key of registration_owner(). The
/// generation goes with the secrets, so that older ones put back into the row do not open.
vault::Place registration_place(ClientRegistrationId id, std::int64_t generation);

/// Whose key seals them: a member's app is that user's, so that it opens for nobody else and is
/// unreadable once the user is erased. What the server registered is the workspace's.
Owner registration_owner(const ClientRegistration& registration);

/// The secrets of a registration as one text, for sealing; and back. Both may be empty.
struct RegistrationSecrets {
    Secret client_secret;
    Secret access_token;
};
Secret pack_secrets(const Secret& client_secret, const Secret& access_token);
Result<RegistrationSecrets> unpack_secrets(const Secret& packed);

/// `own`, the integration as the operator set it up, as the client that `registration` is: with its
/// id and secret, at its server's addresses, in the way that the server registered. A member's app
/// goes where and how the provider's file says.
Result<std::shared_ptr<const OAuthClient>> registered_client(const OAuthClient& own,
                                                             const ClientRegistration& registration,
                                                             Secret client_secret);

/// Why a connection is not well whose platform refuses this client: whose turn it is to mend it.
ConnectionReason refused_client(const OAuthClient& client);

/// The server says that it knows the client no more (RFC 6749 section 5.2).
bool is_forgotten(const TokenOutcome& outcome);

}  // namespace fairlead::oauth
