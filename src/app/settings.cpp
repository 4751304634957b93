// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include "base/text.h"
#include "cache/redis/address.h"

#include <algorithm>
#include <set>

namespace fairlead::app {
namespace {

Listen listen_of(const Config& config, std::string_view address, std::string_view port) {
    return {config.text(address), static_cast<std::uint16_t>(config.integer(port))};
}

Secret secret_of(const Config& config, std::string_view name) {
    const Secret* const value = config.secret(name);
    return value == nullptr ? Secret{} : value->duplicate();
}

/// An address that others are appended to: without a slash at its end.
std::string base_url(std::string url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
    return url;
}

LogLevel level_of(const std::string& name) {
    if (name == "debug") return LogLevel::debug;
    if (name == "warning") return LogLevel::warning;
    return name == "error" ? LogLevel::error : LogLevel::info;
}

JwtSettings jwt_of(const Config& config) {
    JwtSettings jwt;
    jwt.issuer = config.text("FAIRLEAD_JWT_ISSUER");
    jwt.audience = config.text("FAIRLEAD_JWT_AUDIENCE");
    jwt.secret = secret_of(config, "FAIRLEAD_JWT_SECRET");
    jwt.jwks_url = config.url("FAIRLEAD_JWT_JWKS_URL");
    jwt.role_claim = config.text("FAIRLEAD_JWT_ROLE_CLAIM");
    jwt.admin_value = config.text("FAIRLEAD_JWT_ADMIN_VALUE");
    jwt.scopes = config.list("FAIRLEAD_JWT_SCOPES");
    return jwt;
}

RedisSettings redis_of(const Config& config) {
    RedisSettings redis;
    redis.url = secret_of(config, "FAIRLEAD_REDIS_URL");
    redis.sentinel_password = secret_of(config, "FAIRLEAD_REDIS_SENTINEL_PASSWORD");
    redis.ca_file = config.text("FAIRLEAD_REDIS_CA");
    redis.prefix = config.text("FAIRLEAD_REDIS_PREFIX");
    return redis;
}

std::string named(std::string_view before, std::string_view part, std::string_view after) {
    return std::string{before}.append(part).append(after);
}

/// name=value, each.
std::map<std::string, std::string> pairs_of(const std::vector<std::string>& words) {
    std::map<std::string, std::string> pairs;
    for (const std::string& word : words) {
        const auto equals = word.find('=');
        const bool is_pair = equals != std::string::npos && equals > 0;
        if (!is_pair || !pairs.emplace(word.substr(0, equals), word.substr(equals + 1)).second)
            pairs[""] = word;
    }
    return pairs;
}

/// The same of secrets, which no message repeats.
std::map<std::string, Secret> secret_pairs_of(const Secret& all) {
    std::map<std::string, Secret> pairs;
    std::string_view rest = all.expose();
    while (!rest.empty()) {
        const std::string_view word = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        const auto equals = word.find('=');
        const bool is_pair = equals != std::string_view::npos && equals > 0;
        const auto name = is_pair ? trim(word.substr(0, equals)) : std::string_view{};
        const auto value = is_pair ? trim(word.substr(equals + 1)) : std::string_view{};
        if (!pairs.emplace(std::string{name}, Secret::copy_of(value)).second) pairs[""] = Secret{};
    }
    return pairs;
}

std::map<std::string, AppCredentials> apps_of(const Config& config) {
    std::set<std::string> names;
    for (const char* pattern : {"*_CLIENT_ID", "*_CLIENT_SECRET", "*_REDIRECT_URI", "*_CLIENT_VARS",
                                "*_CLIENT_SECRET_VARS", "ENABLE_*_INTEGRATION"}) {
        for (std::string& part : config.parts(pattern)) names.insert(std::move(part));
    }
    for (const char* name : {"INSTAGRAM", "TIKTOK"}) {
        if (config.is_set(named("", name, "_CLIENT_ID"))) names.insert(name);
    }
    std::map<std::string, AppCredentials> apps;
    for (const std::string& name : names) {
        AppCredentials app;
        const std::string id = named("", name, "_CLIENT_ID");
        const std::string secret = named("", name, "_CLIENT_SECRET");
        const std::string redirect = named("", name, "_REDIRECT_URI");
        const std::string vars = named("", name, "_CLIENT_VARS");
        const std::string secret_vars = named("", name, "_CLIENT_SECRET_VARS");
        const std::string enabled = named("ENABLE_", name, "_INTEGRATION");
        if (config.is_set(id)) app.client_id = config.text(id);
        if (config.is_set(secret)) app.client_secret = secret_of(config, secret);
        if (config.is_set(redirect)) app.redirect_uri = config.url(redirect);
        if (config.is_set(vars)) app.vars = pairs_of(config.list(vars));
        if (config.is_set(secret_vars))
            app.secret_vars = secret_pairs_of(secret_of(config, secret_vars));
        if (config.is_set(enabled)) app.enabled = config.boolean(enabled);
        apps.emplace(name, std::move(app));
    }
    return apps;
}

void fill_limits(const Config& config, Settings& settings) {
    settings.max_body_bytes = static_cast<std::size_t>(config.bytes("FAIRLEAD_MAX_BODY"));
    settings.connect_starts = config.integer("FAIRLEAD_CONNECT_STARTS");
    settings.connect_window = config.duration("FAIRLEAD_CONNECT_WINDOW");
    settings.logins = config.integer("FAIRLEAD_LOGINS");
    settings.login_window = config.duration("FAIRLEAD_LOGIN_WINDOW");
    settings.session_idle = config.duration("FAIRLEAD_SESSION_IDLE");
    settings.session_absolute = config.duration("FAIRLEAD_SESSION_LIFETIME");
    settings.drain_accept = config.duration("FAIRLEAD_DRAIN_ACCEPT");
    settings.drain_grace = config.duration("FAIRLEAD_DRAIN_GRACE");
}

void fill_urls(const Config& config, Settings& settings) {
    settings.public_url = base_url(config.url("PUBLIC_URL"));
    const auto or_public = [&](std::string_view name) {
        return config.is_set(name) ? base_url(config.url(name)) : settings.public_url;
    };
    settings.redirect_base_url = or_public("OAUTH_REDIRECT_BASE_URL");
    settings.frontend_base_url = or_public("FRONTEND_BASE_URL");
    settings.sandbox_url = base_url(config.url("FAIRLEAD_SANDBOX_URL"));
    settings.sandbox_ca_file = config.text("FAIRLEAD_SANDBOX_CA");
    settings.private_hosts = config.list("FAIRLEAD_PRIVATE_HOSTS");
    settings.ca_file = config.text("FAIRLEAD_CA_FILE");
}

bool is_plain_http_beyond_this_machine(const std::string& url) {
    if (!url.starts_with("http://")) return false;
    for (const char* local : {"http://localhost", "http://127.0.0.1", "http://[::1]"}) {
        const std::string_view rest = url;
        if (!rest.starts_with(local)) continue;
        const std::string_view after = rest.substr(std::string_view{local}.size());
        if (after.empty() || after.front() == ':' || after.front() == '/') return false;
    }
    return true;
}

/// What no single variable is wrong about.
std::vector<Fault> cross_faults(const Settings& settings) {
    std::vector<Fault> faults;
    const std::pair<const char*, const std::string&> urls[] = {
        {"PUBLIC_URL", settings.public_url},
        {"OAUTH_REDIRECT_BASE_URL", settings.redirect_base_url},
        {"FRONTEND_BASE_URL", settings.frontend_base_url}};
    for (const auto& [name, url] : urls) {
        if (!is_plain_http_beyond_this_machine(url)) continue;
        faults.push_back({name, "expected https (plain http is for localhost alone)"});
    }
    const JwtSettings& jwt = settings.jwt;
    if (!jwt.issuer.empty() && jwt.secret.empty() && jwt.jwks_url.empty()) {
        faults.push_back(
            {"FAIRLEAD_JWT_ISSUER", "set FAIRLEAD_JWT_SECRET or FAIRLEAD_JWT_JWKS_URL with it"});
    }
    if (!settings.redis.url.empty()) {
        const auto address = cache::redis::Address::parse(settings.redis.url.expose());
        if (!address) faults.push_back({"FAIRLEAD_REDIS_URL", address.error().message});
    }
    for (const auto& [name, app] : settings.apps) {
        if (app.vars.contains("")) {
            faults.push_back(
                {name + "_CLIENT_VARS",
                 "expected name=value, each name once, found \"" + app.vars.at("") + "\""});
        }
        if (app.secret_vars.contains(""))
            faults.push_back({name + "_CLIENT_SECRET_VARS", "expected name=value, each name once"});
        if (!app.client_secret.empty() && app.client_id.empty()) {
            faults.push_back(
                {name + "_CLIENT_ID", "missing, but " + name + "_CLIENT_SECRET is set"});
        }
    }
    if (!settings.database_url.empty() && settings.database_service_url.empty()) {
        faults.push_back({"FAIRLEAD_DATABASE_SERVICE_URL",
                          "is needed where FAIRLEAD_DATABASE_URL is set: the service role's"});
    }
    return faults;
}

Error refusal(std::vector<Fault> faults) {
    Error error{Errc::invalid, ""};
    for (const Fault& fault : faults) {
        if (!error.message.empty()) error.message += '\n';
        error.message += fault.pointer + ": " + fault.message;
    }
    error.faults = std::move(faults);
    return error;
}

/// What is read: everything declared and, in builds that have them, the fail points' own variable.
std::vector<ConfigKey> readable_keys() {
    const auto declared = config_keys();
    std::vector<ConfigKey> keys{declared.begin(), declared.end()};
#ifdef FAIRLEAD_TESTING_HOOKS
    ConfigKey& points = keys.emplace_back();
    points.name = "FAIRLEAD_FAIL_POINTS";
#endif
    return keys;
}

}  // namespace

Result<Settings> load_settings(ConfigSources sources) {
    TRY(const Config config, Config::load(readable_keys(), std::move(sources)));
    Settings settings;
    settings.http = listen_of(config, "FAIRLEAD_LISTEN", "FAIRLEAD_PORT");
    settings.admin = listen_of(config, "FAIRLEAD_ADMIN_LISTEN", "FAIRLEAD_ADMIN_PORT");
    settings.loops = static_cast<std::size_t>(config.integer("FAIRLEAD_LOOPS"));
    settings.allowed_origins = config.list("FAIRLEAD_ALLOWED_ORIGINS");
    settings.trusted_proxies = config.list("FAIRLEAD_TRUSTED_PROXIES");
    settings.data_directory = config.text("FAIRLEAD_DATA_DIR");
    settings.key_file = config.text("FAIRLEAD_KEY_FILE");
    settings.encryption_key = secret_of(config, "TOKEN_ENCRYPTION_KEY");
    settings.database_url = secret_of(config, "FAIRLEAD_DATABASE_URL");
    settings.database_service_url = secret_of(config, "FAIRLEAD_DATABASE_SERVICE_URL");
    settings.database_owner_url = secret_of(config, "FAIRLEAD_DATABASE_OWNER_URL");
    settings.database_notify_url = secret_of(config, "FAIRLEAD_DATABASE_NOTIFY_URL");
    settings.database_is_pooled = config.boolean("FAIRLEAD_DATABASE_POOLED");
    settings.database_connections =
        static_cast<std::size_t>(config.integer("FAIRLEAD_DATABASE_CONNECTIONS"));
    settings.providers_directory = config.text("FAIRLEAD_PROVIDERS_DIR");
    settings.journal_slots = static_cast<std::uint32_t>(config.integer("FAIRLEAD_JOURNAL_SLOTS"));
    settings.log_level = level_of(config.text("FAIRLEAD_LOG_LEVEL"));
    settings.jwt = jwt_of(config);
    settings.redis = redis_of(config);
    settings.apps = apps_of(config);
    settings.warnings = config.warnings();
    fill_limits(config, settings);
    fill_urls(config, settings);
    std::vector<Fault> faults = cross_faults(settings);
    if (!faults.empty()) return refusal(std::move(faults));
    return settings;
}

}  // namespace fairlead::app
