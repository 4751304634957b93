// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/address.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::cache::redis {
namespace {

constexpr std::uint16_t redis_port = 6379;
constexpr std::uint16_t sentinel_port = 26379;
constexpr std::int64_t most_databases = 1'000'000;

Error fault(const char* what) { return Error{Errc::invalid, what}; }

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == ':';
    });
}

Result<Host> parse_host(std::string_view text, std::uint16_t fallback) {
    Host host;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return fault("has a host with a [ and no ]");
        host.name = to_lower(text.substr(1, end - 1));
        port = text.substr(end + 1);
    } else {
        const auto colon = text.find(':');
        host.name = to_lower(text.substr(0, colon));
        if (colon != std::string_view::npos) port = text.substr(colon);
    }
    if (!is_name(host.name)) return fault("does not name a host");
    host.port = fallback;
    if (port.empty()) return host;
    const auto number = parse_integer(port.substr(1));
    if (port.front() != ':' || !number || *number < 1 || *number > 65535)
        return fault("has a port that is no number from 1 to 65535");
    host.port = static_cast<std::uint16_t>(*number);
    return host;
}

Result<void> parse_user(Address& address, std::string_view text) {
    const auto colon = text.find(':');
    TRY(address.user, percent_decode(text.substr(0, colon)));
    if (colon == std::string_view::npos) return fault("has a user and no password");
    TRY(std::string password, percent_decode(text.substr(colon + 1)));
    address.password = Secret{std::move(password)};
    if (address.password.empty()) return fault("has an empty password");
    return ok();
}

Result<void> parse_database(Address& address, std::string_view text) {
    if (text.empty()) return ok();
    const auto number = parse_integer(text);
    if (!number || *number < 0 || *number >= most_databases)
        return fault("ends with a database that is no number from 0 up");
    address.database = static_cast<int>(*number);
    return ok();
}

Result<void> parse_path(Address& address, std::string_view path, bool has_sentinels) {
    if (!has_sentinels) return parse_database(address, path);
    const auto slash = path.find('/');
    TRY(address.primary, percent_decode(path.substr(0, slash)));
    if (address.primary.empty())
        return fault("does not say what the sentinels call the primary: …://host,host/name");
    if (slash == std::string_view::npos) return ok();
    return parse_database(address, path.substr(slash + 1));
}

}  // namespace

Result<Address> Address::parse(std::string_view url) {
    Address address;
    const auto colon = url.find("://");
    const std::string_view scheme = url.substr(0, colon);
    const bool has_sentinels = scheme.ends_with("+sentinel");
    const std::string_view base = scheme.substr(0, scheme.size() - (has_sentinels ? 9 : 0));
    if (colon == std::string_view::npos || (base != "redis" && base != "rediss"))
        return fault("does not begin with redis://, rediss:// or one of them with +sentinel");
    address.is_secure = base == "rediss";
    std::string_view rest = url.substr(colon + 3);
    if (rest.find_first_of("?# \t\r\n") != std::string_view::npos)
        return fault("has a ?, # or blank; percent-encode it where it belongs to the password");
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        CHECK_OK(parse_user(address, rest.substr(0, at)));
        rest.remove_prefix(at + 1);
    }
    const auto slash = rest.find('/');
    for (const std::string& host : split(rest.substr(0, slash), ',')) {
        TRY(Host parsed, parse_host(host, has_sentinels ? sentinel_port : redis_port));
        address.hosts.push_back(std::move(parsed));
    }
    if (!has_sentinels && address.hosts.size() > 1)
        return fault("names several hosts, which is for sentinels: redis+sentinel://");
    const std::string_view path =
        slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    CHECK_OK(parse_path(address, path, has_sentinels));
    return address;
}

}  // namespace fairlead::cache::redis
