// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "model/ids.h"

#include <optional>
#include <string>

namespace fairlead {

using ClientRegistrationId = Id<struct ClientRegistrationTag>;

/// Who we are at one authorization server where that is not the operator's to say: a client that
/// the server registered itself (RFC 7591), or the app that a member registered there by hand. What
/// is connected refers to it for as long as it renews with it; what is not says no more of it once a
/// newer one took its place.
struct ClientRegistration {
    enum class State : std::uint8_t {
        registering,  ///< somebody holds the right to ask for it, until the claim is over
        current,      ///< new connects begin with it
        retired,      ///< another took its place; connections go on with what they were issued to
    };
    ClientRegistrationId id;
    WorkspaceId workspace;
    IntegrationId integration_id;
    /// Whose app it is: nobody else connects with it. None: the server registered it.
    std::optional<UserId> user = {};
    /// The authorization server, as the integration tells it from others. Empty of a member's app.
    std::string server;
    std::string redirect_uri;
    State state = State::registering;
    std::string client_id;
    Json details;        ///< the server's addresses and ways, as they were then
    std::string sealed;  ///< client secret and registration access token; empty: there is neither
    std::int64_t generation = 0;            ///< of the secrets, which it is sealed with
    std::optional<Time> secret_expires_at;  ///< none: never
    Time created_at{};

    friend bool operator==(const ClientRegistration&, const ClientRegistration&) = default;
};

}  // namespace fairlead
