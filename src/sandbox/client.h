// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

/// What becomes of a refresh token that was used. Every platform does one of these.
enum class Rotation : std::uint8_t {
    none,              ///< it stays; no other is given
    additive,          ///< each answer brings another, all stay valid
    grace_same_child,  ///< replaced; for a while the old one brings the same new one again
    grace_siblings,    ///< replaced; for a while the old one brings further new ones, all valid
    grace_last_only,   ///< the same, but each further one ends the one before it
    strict,            ///< replaced; the old one is refused
    strict_family,     ///< replaced; the old one is refused and ends the whole grant
};
BOOST_DESCRIBE_ENUM(Rotation, none, additive, grace_same_child, grace_siblings, grace_last_only,
                    strict, strict_family)

/// How a client proves itself at the token endpoint (RFC 6749 section 2.3.1).
enum class ClientProof : std::uint8_t { either, basic, post };
BOOST_DESCRIBE_ENUM(ClientProof, either, basic, post)

/// What the consent page does.
enum class Consent : std::uint8_t { ask, approve, deny };
BOOST_DESCRIBE_ENUM(Consent, ask, approve, deny)

/// What a platform's tokens look like.
struct TokenStyle {
    std::string_view access_prefix;
    std::string_view refresh_prefix;
    std::size_t bytes = 32;  ///< of chance
};

/// An application registered at the sandbox, with the settings that tests turn. A sample: nothing
/// in it is secret.
struct Client {
    std::string id;
    std::string platform = "acme";
    std::string secret;  ///< empty: a public client, which proves nothing
    std::string name = "Sample application";
    std::vector<std::string> redirect_uris = {};  ///< compared byte by byte
    bool loopback_redirects = true;  ///< any http(s) URI on localhost, 127.0.0.1 or [::1], too
    ClientProof proof = ClientProof::either;
    Rotation rotation = Rotation::strict_family;
    std::int64_t grace_ms = 2000;           ///< for the grace classes
    std::int64_t access_seconds = 2;        ///< lifetime of access tokens
    std::int64_t refresh_idle_days = 0;     ///< an unused refresh token's lifetime; 0: for ever
    std::int64_t refresh_life_seconds = 0;  ///< of a refresh token, used or not; 0: for ever
    bool refresh_tokens = true;             ///< whether any is issued
    std::vector<std::string> scopes = {};   ///< what is granted at most; empty: all that is asked
    Consent consent = Consent::ask;
    std::string account = {};  ///< chosen by `approve`; empty: the first
    /// Where an access token is what is refreshed: how old it must be.
    std::int64_t refresh_min_age_seconds = 0;
    TokenStyle style = {};  ///< the platform's
};
BOOST_DESCRIBE_STRUCT(Client, (),
                      (id, platform, secret, name, redirect_uris, loopback_redirects, proof,
                       rotation, grace_ms, access_seconds, refresh_idle_days, refresh_life_seconds,
                       refresh_tokens, scopes, consent, account, refresh_min_age_seconds))

/// New values for some settings of a client.
struct ClientChange {
    std::optional<std::string> secret;
    std::optional<std::string> name;
    std::optional<std::vector<std::string>> redirect_uris;
    std::optional<bool> loopback_redirects;
    std::optional<ClientProof> proof;
    std::optional<Rotation> rotation;
    std::optional<std::int64_t> grace_ms;
    std::optional<std::int64_t> access_seconds;
    std::optional<std::int64_t> refresh_idle_days;
    std::optional<std::int64_t> refresh_life_seconds;
    std::optional<bool> refresh_tokens;
    std::optional<std::vector<std::string>> scopes;
    std::optional<Consent> consent;
    std::optional<std::string> account;
    std::optional<std::int64_t> refresh_min_age_seconds;

    void apply_to(Client& client) const;
};
BOOST_DESCRIBE_STRUCT(ClientChange, (),
                      (secret, name, redirect_uris, loopback_redirects, proof, rotation, grace_ms,
                       access_seconds, refresh_idle_days, refresh_life_seconds, refresh_tokens,
                       scopes, consent, account, refresh_min_age_seconds))

/// Whether a client may be sent back to this URI.
bool may_redirect(const Client& client, std::string_view uri);

/// The registered clients by id.
using Clients = std::map<std::string, Client, std::less<>>;

const Client* find_client(const Clients& clients, std::string_view id);

}  // namespace fairlead::sandbox
