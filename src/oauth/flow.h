// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/time.h"
#include "model/client_registration.h"
#include "model/ids.h"
#include "oauth/connect_ask.h"
#include "oauth/signing_token.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// A connect under way, from the redirect to the platform until the callback (SPEC A2). Lives in
/// the cache alone.
struct FlowState {
    WorkspaceId workspace;
    UserId user;
    IntegrationId integration_id;
    std::string integration;              ///< its key
    std::string integration_fingerprint;  ///< a flow begun under another is refused
    std::string provider_fingerprint;
    /// Whose redirect it is where the platform registers clients itself: its addresses are those
    /// that the flow began with (security.md 9).
    std::optional<ClientRegistrationId> registration = {};
    CallbackPath path = CallbackPath::integrations_callback;
    std::string redirect_uri;  ///< as sent to the platform, and once more with the code
    std::string redirect_url;  ///< where the user goes in the end
    std::vector<std::string> scopes;
    std::map<std::string, std::string> vars;
    Secret verifier;  ///< PKCE; empty: the provider opts out
    /// The temporary credentials of OAuth 1.0a (RFC 5849 section 2.1): the consent must be for
    /// these. Empty with every other kind.
    SigningToken request_token;
    std::string nonce;
    std::string cookie_hash;           ///< SHA-256, hex
    std::optional<SessionId> session;  ///< the browser session that began it
    std::optional<ConnectionId> reconnect;
    std::optional<ConnectSessionId> link;  ///< the connect session it came from
    bool needs_finish = false;             ///< the result waits for the application's backend
    std::string actor;
    Time created{};
    std::string slot;  ///< the place it takes among the user's pending ones

    /// As it lies in the cache.
    std::string text() const;
    static Result<FlowState> parse(std::string_view text);
};

}  // namespace fairlead::oauth
