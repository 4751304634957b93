// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/config.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fairlead::app {

/// Every variable an operator may set (SPEC I2): the one list behind the loader, `.env.example`,
/// the reference in docs/ and `fairlead doctor`.
std::span<const ConfigKey> config_keys();

/// An OAuth app as the environment gives it: `<P>_CLIENT_ID` and kin, by the provider's id.
struct AppCredentials {
    std::string client_id;
    Secret client_secret;
    std::string redirect_uri;                   ///< empty: derived from `redirect_base_url`
    std::optional<bool> enabled;                ///< `ENABLE_<P>_INTEGRATION`; none: not said
    std::map<std::string, std::string> vars;    ///< `<P>_CLIENT_VARS`; "" named what is no pair
    std::map<std::string, Secret> secret_vars;  ///< `<P>_CLIENT_SECRET_VARS`; "" stands for no pair
};

struct Listen {
    std::string address;
    std::uint16_t port = 0;
};

struct JwtSettings {
    std::string issuer;  ///< empty: no outside issuer is trusted
    std::string audience;
    Secret secret;         ///< for HS256; empty: none
    std::string jwks_url;  ///< for RS256 and ES256; empty: none
    std::string role_claim;
    std::string admin_value;
    std::vector<std::string> scopes;
};

struct RedisSettings {
    Secret url;  ///< well-formed; empty: the cache is in process
    Secret sentinel_password;
    std::string ca_file;
    std::string prefix;
};

/// The configuration as the application takes it: typed, checked, derived values filled in.
struct Settings {
    Listen http;
    Listen admin;
    std::size_t loops = 0;  ///< 0: one per core
    std::string public_url;
    std::string redirect_base_url;
    std::string frontend_base_url;
    std::vector<std::string> allowed_origins;  ///< of redirects and CORS, beyond our own
    std::vector<std::string> trusted_proxies;
    std::string data_directory;
    Secret database_url;          ///< empty: the embedded database
    Secret database_service_url;  ///< of the role that sees every workspace
    Secret database_owner_url;    ///< of the role that may change the schema; empty: database_url
    Secret database_notify_url;  ///< to the server itself; empty: database_url, unless it is pooled
    bool database_is_pooled = false;
    std::size_t database_connections = 6;
    std::string key_file;   ///< empty: the credential directory, then `encryption_key`
    Secret encryption_key;  ///< TOKEN_ENCRYPTION_KEY; empty: none
    std::string providers_directory;
    std::uint32_t journal_slots = 256;
    std::size_t max_body_bytes = 0;
    Milliseconds drain_accept{0};
    Milliseconds drain_grace{0};
    Milliseconds session_idle{0};
    Milliseconds session_absolute{0};
    std::int64_t connect_starts = 10;  ///< per user and window
    Milliseconds connect_window{0};
    std::int64_t logins = 30;  ///< per address and window; callbacks too
    Milliseconds login_window{0};
    JwtSettings jwt;
    RedisSettings redis;
    std::string sandbox_url;                 ///< empty: the real platforms
    std::string sandbox_ca_file;             ///< trusted for the sandbox
    std::vector<std::string> private_hosts;  ///< host:port; called though their address is private
    std::string ca_file;                     ///< further authorities, PEM; empty: none
    LogLevel log_level = LogLevel::info;
    std::map<std::string, AppCredentials> apps;  ///< by `<P>` as written: HUBSPOT, GOOGLE_CALENDAR
    std::vector<std::string> warnings;

    std::string database_path() const { return data_directory + "/fairlead.db"; }
    std::string journal_path() const { return data_directory + "/refresh.journal"; }
    std::string admin_socket_path() const { return data_directory + "/admin.sock"; }
};

/// Checks and settles what was given. Every fault at once, a clear line each.
Result<Settings> load_settings(ConfigSources sources);

}  // namespace fairlead::app
