// SPDX-License-Identifier: Apache-2.0
#include "base/config_value.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t factor;
};

// Largest first, as they are written.
constexpr std::array<Unit, 5> duration_units{
    {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 5> byte_units{
    {{"TiB", 1LL << 40}, {"GiB", 1LL << 30}, {"MiB", 1LL << 20}, {"KiB", 1LL << 10}, {"B", 1}}};
constexpr std::array<Unit, 4> decimal_byte_units{
    {{"TB", 1000000000000}, {"GB", 1000000000}, {"MB", 1000000}, {"KB", 1000}}};

template <std::size_t N>
std::optional<std::int64_t> factor_of(std::string_view name, const std::array<Unit, N>& units) {
    const auto same = [&](const Unit& unit) { return equal_ignoring_case(unit.name, name); };
    const auto found = std::ranges::find_if(units, same);
    if (found == units.end()) return std::nullopt;
    return found->factor;
}

std::optional<std::int64_t> unit_factor(ConfigType type, std::string_view name) {
    if (type == ConfigType::duration) return factor_of(name, duration_units);
    if (name.empty()) return 1;
    const auto binary = factor_of(name, byte_units);
    return binary ? binary : factor_of(name, decimal_byte_units);
}

/// A number that is not negative, and a unit.
std::optional<std::int64_t> parse_quantity(ConfigType type, std::string_view text) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_integer(text.substr(0, digits));
    const auto factor = unit_factor(type, trim(text.substr(digits)));
    std::int64_t value = 0;
    if (!number || !factor || __builtin_mul_overflow(*number, *factor, &value)) {
        return std::nullopt;
    }
    return value;
}

template <std::size_t N>
std::string in_units(std::int64_t value, const std::array<Unit, N>& units) {
    const auto fits = [&](const Unit& unit) { return value != 0 && value % unit.factor == 0; };
    const auto found = std::ranges::find_if(units, fits);
    const Unit& unit = found == units.end() ? units.back() : *found;
    return std::to_string(value / unit.factor) + std::string{unit.name};
}

std::string amount(ConfigType type, std::int64_t value) {
    if (type == ConfigType::duration) return in_units(value, duration_units);
    if (type == ConfigType::bytes) return in_units(value, byte_units);
    return std::to_string(value);
}

std::string range(const ConfigKey& key) {
    if (key.least && key.most) {
        return " from " + amount(key.type, *key.least) + " to " + amount(key.type, *key.most);
    }
    if (key.least) return " of at least " + amount(key.type, *key.least);
    if (key.most) return " of at most " + amount(key.type, *key.most);
    return "";
}

/// ", 32 to 64 characters" and the like.
std::string count(const ConfigKey& key, const std::string& things) {
    if (key.least && key.most) {
        return ", " + std::to_string(*key.least) + " to " + std::to_string(*key.most) + " " +
               things;
    }
    if (key.least) return ", at least " + std::to_string(*key.least) + " " + things;
    if (key.most) return ", at most " + std::to_string(*key.most) + " " + things;
    return "";
}

bool in_range(const ConfigKey& key, std::int64_t value) {
    return (!key.least || value >= *key.least) && (!key.most || value <= *key.most);
}

std::vector<std::string> schemes_of(const ConfigKey& key) {
    return key.choices.empty() ? std::vector<std::string>{"https", "http"} : key.choices;
}

std::optional<bool> parse_boolean(std::string_view text) {
    for (const char* yes : {"true", "yes", "on", "1"}) {
        if (equal_ignoring_case(text, yes)) return true;
    }
    for (const char* no : {"false", "no", "off", "0"}) {
        if (equal_ignoring_case(text, no)) return false;
    }
    return std::nullopt;
}

/// Only the shape: who uses the URL parses it fully.
bool is_url(const ConfigKey& key, std::string_view text) {
    const auto colon = text.find("://");
    if (colon == text.npos) return false;
    const std::string scheme = to_lower(text.substr(0, colon));
    if (std::ranges::count(schemes_of(key), scheme) == 0) return false;
    const auto rest = text.substr(colon + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?"));
    const bool clean = std::ranges::all_of(
        text, [](char c) { return c > ' ' && c < 0x7f && c != '#' && c != '\\' && c != '"'; });
    return clean && !authority.empty() && authority.front() != ':' &&
           authority.find('@') == authority.npos;
}

}  // namespace

std::string describe_values(const ConfigKey& key) {
    switch (key.type) {
        case ConfigType::text:
            return key.choices.empty() ? "a text" : "one of " + join(key.choices, ", ");
        case ConfigType::secret: return "a secret" + count(key, "characters");
        case ConfigType::integer: return "a whole number" + range(key);
        case ConfigType::duration: return "a duration such as 500ms, 30s, 5m or 12h" + range(key);
        case ConfigType::bytes: return "a size such as 512, 64KiB or 10MB" + range(key);
        case ConfigType::boolean: return "true or false";
        case ConfigType::list: return "a list, separated by commas" + count(key, "entries");
        case ConfigType::url:
            return "a URL that begins with " + join(schemes_of(key), ":// or ") + "://";
    }
    return "a text";
}

std::optional<ConfigVariant> parse_config_value(const ConfigKey& key, std::string_view text) {
    switch (key.type) {
        case ConfigType::text: {
            const bool taken = key.choices.empty() || std::ranges::count(key.choices, text) > 0;
            return taken ? std::optional<ConfigVariant>{std::string{text}} : std::nullopt;
        }
        case ConfigType::secret: {
            if (!in_range(key, static_cast<std::int64_t>(text.size()))) return std::nullopt;
            return Secret::copy_of(text);
        }
        case ConfigType::integer: {
            const auto number = parse_integer(text);
            if (!number || !in_range(key, *number)) return std::nullopt;
            return *number;
        }
        case ConfigType::duration:
        case ConfigType::bytes: {
            const auto quantity = parse_quantity(key.type, text);
            if (!quantity || !in_range(key, *quantity)) return std::nullopt;
            return *quantity;
        }
        case ConfigType::boolean: {
            const auto truth = parse_boolean(text);
            return truth ? std::optional<ConfigVariant>{*truth} : std::nullopt;
        }
        case ConfigType::list: {
            auto words = split_words(text);
            if (!in_range(key, static_cast<std::int64_t>(words.size()))) return std::nullopt;
            return words;
        }
        case ConfigType::url:
            if (!is_url(key, text)) return std::nullopt;
            return std::string{text};
    }
    return std::nullopt;
}

std::optional<std::string> match_config_name(std::string_view pattern, std::string_view name) {
    const auto star = pattern.find('*');
    if (star == pattern.npos) return pattern == name ? std::optional{std::string{}} : std::nullopt;
    const auto before = pattern.substr(0, star);
    const auto after = pattern.substr(star + 1);
    if (name.size() <= before.size() + after.size()) return std::nullopt;
    if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
    return std::string{name.substr(star, name.size() - before.size() - after.size())};
}

const ConfigKey* find_config_key(std::span<const ConfigKey> keys, std::string_view name) {
    const auto equal = std::ranges::find(keys, name, &ConfigKey::name);
    if (equal != keys.end()) return &*equal;
    const auto fits = [&](const ConfigKey& key) { return match_config_name(key.name, name); };
    const auto found = std::ranges::find_if(keys, [&](const auto& key) { return bool(fits(key)); });
    return found == keys.end() ? nullptr : &*found;
}

}  // namespace fairlead
