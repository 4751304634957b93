// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

namespace fairlead::app {
namespace {

using enum ConfigType;

constexpr std::int64_t most_port = 65535;
constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

std::vector<ConfigKey> address_keys() {
    const char* const group = "Addresses";
    return {
        {.name = "PUBLIC_URL",
         .type = url,
         .fallback = "http://localhost:8080",
         .help = "Where browsers reach this server. https, except for localhost.",
         .group = group},
        {.name = "FAIRLEAD_LISTEN",
         .type = text,
         .fallback = "127.0.0.1",
         .help = "Address the public listener binds.",
         .group = group},
        {.name = "FAIRLEAD_PORT",
         .type = integer,
         .fallback = "8080",
         .least = 0,
         .most = most_port,
         .help = "Its port; 0 takes a free one.",
         .group = group},
        {.name = "FAIRLEAD_ADMIN_LISTEN",
         .type = text,
         .fallback = "127.0.0.1",
         .help = "Address of the listener for /metrics. Keep it private.",
         .group = group},
        {.name = "FAIRLEAD_ADMIN_PORT",
         .type = integer,
         .fallback = "9464",
         .least = 0,
         .most = most_port,
         .help = "Its port; 0 takes a free one.",
         .group = group},
        {.name = "OAUTH_REDIRECT_BASE_URL",
         .type = url,
         .help = "Begins the redirect URIs registered with platforms. Default: PUBLIC_URL.",
         .group = group},
        {.name = "FRONTEND_BASE_URL",
         .type = url,
         .help = "Your product's page; flows return to {FRONTEND_BASE_URL}/integrations. "
                 "Default: PUBLIC_URL.",
         .group = group},
        {.name = "NEXT_PUBLIC_APP_URL", .alias_of = "FRONTEND_BASE_URL"},
        {.name = "FAIRLEAD_ALLOWED_ORIGINS",
         .type = list,
         .help = "Further origins a flow may return to and whose pages may call the API, exact: "
                 "https://app.example.com",
         .group = group},
        {.name = "FAIRLEAD_TRUSTED_PROXIES",
         .type = list,
         .help = "Addresses or CIDR blocks whose X-Forwarded-For is believed.",
         .group = group},
    };
}

std::vector<ConfigKey> database_keys() {
    const char* const group = "Database server";
    return {
        {.name = "FAIRLEAD_DATABASE_URL",
         .type = secret,
         .help = "PostgreSQL, for several nodes: postgres://user:password@host:5432/database. "
                 "Empty: the embedded database in the data directory.",
         .group = group},
        {.name = "FAIRLEAD_DATABASE_SERVICE_URL",
         .type = secret,
         .help = "The same database as the service role, which log-in, jobs and the refresh sweep "
                 "use. Goes with FAIRLEAD_DATABASE_URL.",
         .group = group},
        {.name = "FAIRLEAD_DATABASE_OWNER_URL",
         .type = secret,
         .help = "The same database as the role that owns the schema. Only `fairlead migrate` "
                 "uses it.",
         .group = group},
        {.name = "FAIRLEAD_DATABASE_NOTIFY_URL",
         .type = secret,
         .help = "The same database without the pooler in between, to hear of other nodes' changes "
                 "at once. Empty behind a pooler: looks once a second.",
         .group = group},
        {.name = "FAIRLEAD_DATABASE_POOLED",
         .type = boolean,
         .fallback = "false",
         .help = "A pgbouncer in transaction mode stands before the database: statements are not "
                 "prepared.",
         .group = group},
        {.name = "FAIRLEAD_DATABASE_CONNECTIONS",
         .type = integer,
         .fallback = "6",
         .least = 2,
         .most = 200,
         .help = "Connections of each event loop for writes and transactions, at most; two more "
                 "read.",
         .group = group},
    };
}

std::vector<ConfigKey> storage_keys() {
    const char* const group = "Data and keys";
    return {
        {.name = "FAIRLEAD_DATA_DIR",
         .type = text,
         .fallback = "./var",
         .help =
             "Directory of the database, its log and the refresh journal. One server at a time.",
         .group = group},
        {.name = "FAIRLEAD_KEY_FILE",
         .type = text,
         .help = "Master keys, mode 0400, made by `fairlead keys generate`. Best kept off the "
                 "disk that holds the data.",
         .group = group},
        {.name = "TOKEN_ENCRYPTION_KEY",
         .type = secret,
         .help = "Master key where there is no key file: 32 bytes in base64 or hex. A file is "
                 "better: environments leak.",
         .group = group},
        {.name = "OAUTH_ENCRYPTION_KEY", .alias_of = "TOKEN_ENCRYPTION_KEY"},
        {.name = "FAIRLEAD_JOURNAL_SLOTS",
         .type = integer,
         .fallback = "256",
         .least = 8,
         .most = 65536,
         .help = "Refreshes that may be under way at once, 64 KiB of disk each. Fixed when the "
                 "journal is first made.",
         .group = group},
        {.name = "FAIRLEAD_PROVIDERS_DIR",
         .type = text,
         .help = "Directory of your own provider files, laid over the built-in ones.",
         .group = group},
    };
}

std::vector<ConfigKey> redis_keys() {
    const char* const group = "Redis";
    return {
        {.name = "FAIRLEAD_REDIS_URL",
         .type = secret,
         .help = "What several nodes share for a short time: consents under way, rate limits, "
                 "news. redis://[user]:password@host:6379/0, rediss:// with TLS, or "
                 "redis+sentinel://:password@host,host/name-of-the-primary. Unset: this process "
                 "keeps it to itself.",
         .group = group},
        {.name = "FAIRLEAD_REDIS_SENTINEL_PASSWORD",
         .type = secret,
         .help = "Of the sentinels, where they want one.",
         .group = group},
        {.name = "FAIRLEAD_REDIS_CA",
         .type = text,
         .help = "Authority of Redis' certificate, PEM, beside the system's.",
         .group = group},
        {.name = "FAIRLEAD_REDIS_PREFIX",
         .type = text,
         .fallback = "fairlead:",
         .help = "What keys and channels begin with; another for each installation on one Redis.",
         .group = group},
    };
}

std::vector<ConfigKey> limit_keys() {
    const char* const group = "Limits";
    return {
        {.name = "FAIRLEAD_LOOPS",
         .type = integer,
         .fallback = "0",
         .least = 0,
         .most = 256,
         .help = "Event loops; 0 is one per core.",
         .group = group},
        {.name = "FAIRLEAD_MAX_BODY",
         .type = bytes,
         .fallback = "1MiB",
         .least = 1024,
         .most = std::int64_t{64} << 20,
         .help = "Largest request body.",
         .group = group},
        {.name = "FAIRLEAD_CONNECT_STARTS",
         .type = integer,
         .fallback = "10",
         .least = 1,
         .most = 1'000'000'000,
         .help = "Connects a user may start in a window.",
         .group = group},
        {.name = "FAIRLEAD_CONNECT_WINDOW",
         .type = duration,
         .fallback = "5m",
         .least = 1000,
         .most = day,
         .help = "That window.",
         .group = group},
        {.name = "FAIRLEAD_LOGINS",
         .type = integer,
         .fallback = "30",
         .least = 1,
         .most = 1'000'000'000,
         .help = "Log-ins, and callbacks, an address may make in a window; tries to finish one "
                 "connect session.",
         .group = group},
        {.name = "FAIRLEAD_LOGIN_WINDOW",
         .type = duration,
         .fallback = "5m",
         .least = 1000,
         .most = day,
         .help = "That window.",
         .group = group},
    };
}

std::vector<ConfigKey> running_keys() {
    const char* const group = "Limits";
    return {
        {.name = "FAIRLEAD_SESSION_IDLE",
         .type = duration,
         .fallback = "12h",
         .least = minute,
         .most = 90 * day,
         .help = "A session unused for so long ends.",
         .group = group},
        {.name = "FAIRLEAD_SESSION_LIFETIME",
         .type = duration,
         .fallback = "30d",
         .least = minute,
         .most = 365 * day,
         .help = "Every session ends after this.",
         .group = group},
        {.name = "FAIRLEAD_DRAIN_ACCEPT",
         .type = duration,
         .fallback = "5s",
         .least = 0,
         .most = hour,
         .help = "After SIGTERM: goes on accepting while load balancers notice.",
         .group = group},
        {.name = "FAIRLEAD_DRAIN_GRACE",
         .type = duration,
         .fallback = "25s",
         .least = 0,
         .most = hour,
         .help = "Then: time for what is under way.",
         .group = group},
        {.name = "FAIRLEAD_LOG_LEVEL",
         .type = text,
         .fallback = "info",
         .choices = {"debug", "info", "warning", "error"},
         .help = "Least level logged.",
         .group = group},
    };
}

std::vector<ConfigKey> jwt_keys() {
    const char* const group = "Tokens of your own issuer";
    return {
        {.name = "FAIRLEAD_JWT_ISSUER",
         .type = text,
         .help = "`iss` of the JWTs your application sends; unset: none are accepted.",
         .group = group},
        {.name = "FAIRLEAD_JWT_AUDIENCE",
         .type = text,
         .fallback = "fairlead",
         .help = "`aud` they must carry.",
         .group = group},
        {.name = "FAIRLEAD_JWT_SECRET",
         .type = secret,
         .least = 32,
         .help = "Shared secret for HS256.",
         .group = group},
        {.name = "FAIRLEAD_JWT_JWKS_URL",
         .type = url,
         .help = "Where the issuer publishes its keys for RS256 and ES256.",
         .group = group},
        {.name = "FAIRLEAD_JWT_ROLE_CLAIM",
         .type = text,
         .help = "Claim that may make a caller an admin; unset: none does.",
         .group = group},
        {.name = "FAIRLEAD_JWT_ADMIN_VALUE",
         .type = text,
         .fallback = "admin",
         .help = "The value of that claim that does.",
         .group = group},
        {.name = "FAIRLEAD_JWT_SCOPES",
         .type = list,
         .fallback = "connections:read connections:write",
         .help = "What such callers may do.",
         .group = group},
    };
}

std::vector<ConfigKey> platform_keys() {
    const char* const group = "Platforms (<P> is the provider's id in capitals, - becomes _)";
    return {
        {.name = "*_CLIENT_ID",
         .type = text,
         .help = "Client id of your app at the platform.",
         .group = group},
        {.name = "*_CLIENT_SECRET", .type = secret, .help = "Its secret.", .group = group},
        {.name = "*_REDIRECT_URI",
         .type = url,
         .help = "Redirect URI registered there, exactly. Default: "
                 "{OAUTH_REDIRECT_BASE_URL}/api/integrations/callback/{provider}.",
         .group = group},
        {.name = "*_CLIENT_VARS",
         .type = list,
         .help =
             "Variables that the provider's file leaves to you, as name=value: the host of your "
             "own installation, for one.",
         .group = group},
        {.name = "*_CLIENT_SECRET_VARS",
         .type = secret,
         .help = "Those among them that are secret, as name=value, separated by commas: the token "
                 "that a platform gives its developers, for one.",
         .group = group},
        {.name = "ENABLE_*_INTEGRATION",
         .type = boolean,
         .help =
             "false takes the platform off the page; true offers one that is connected with keys "
             "of its users and needs no client id.",
         .group = group},
        {.name = "INSTAGRAM_CLIENT_ID", .type = text, .help = "As above.", .group = group},
        {.name = "INSTAGRAM_APP_ID", .alias_of = "INSTAGRAM_CLIENT_ID"},
        {.name = "INSTAGRAM_CLIENT_SECRET", .type = secret, .help = "As above.", .group = group},
        {.name = "INSTAGRAM_APP_SECRET", .alias_of = "INSTAGRAM_CLIENT_SECRET"},
        {.name = "TIKTOK_CLIENT_ID", .type = text, .help = "As above.", .group = group},
        {.name = "TIKTOK_CLIENT_KEY", .alias_of = "TIKTOK_CLIENT_ID"},
        {.name = "FAIRLEAD_SANDBOX_URL",
         .type = url,
         .choices = {"https"},
         .help = "Points the sandboxed providers at this sandbox; set by `serve --sandbox`.",
         .group = group},
        {.name = "FAIRLEAD_SANDBOX_CA",
         .type = text,
         .help = "The sandbox's authority, PEM; trusted for it alone.",
         .group = group},
        {.name = "FAIRLEAD_PRIVATE_HOSTS",
         .type = list,
         .help = "host:port of platforms of your own on private or loopback addresses, which are "
                 "not called otherwise.",
         .group = group},
        {.name = "FAIRLEAD_CA_FILE",
         .type = text,
         .help = "Further authorities, PEM, trusted in calls to platforms.",
         .group = group},
    };
}

std::vector<ConfigKey> all_keys() {
    std::vector<ConfigKey> keys;
    for (auto& group : {address_keys(), storage_keys(), database_keys(), redis_keys(), limit_keys(),
                        running_keys(), jwt_keys(), platform_keys()}) {
        keys.insert(keys.end(), group.begin(), group.end());
    }
    return keys;
}

}  // namespace

std::span<const ConfigKey> config_keys() {
    static const std::vector<ConfigKey> keys = all_keys();
    return keys;
}

}  // namespace fairlead::app
