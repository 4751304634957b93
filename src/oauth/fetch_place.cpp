// SPDX-License-Identifier: Apache-2.0
#include "oauth/fetch_place.h"

#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

namespace {

/// Before several tokens; no text of base64url has a dot.
constexpr std::string_view several = "each.";

constexpr JsonLimits place_limits{4 * 1024 * 1024, 8};
/// No moment and no count that a fetch writes comes near it; whoever made one up counts on nothing.
constexpr std::int64_t beyond = 1'000'000'000'000'000;

json::object object_of(const FetchLevel::Names& names) {
    json::object object;
    for (const auto& [name, value] : names) object[name] = value;
    return object;
}

FetchLevel::Names names_of(const json::value* value) {
    FetchLevel::Names names;
    if (value == nullptr || !value->is_object()) return names;
    for (const auto& member : value->get_object()) {
        if (auto text = scalar_text(&member.value()))
            names[std::string{member.key()}] = *std::move(text);
    }
    return names;
}

json::object write_level(const FetchLevel& level) {
    json::object object{{"active", level.is_active},
                        {"names", object_of(level.names)},
                        {"at", level.at},
                        {"mark", level.trail.mark},
                        {"steps", level.trail.steps},
                        {"reach", level.trail.reach}};
    json::array waiting;
    for (const auto& names : level.waiting) waiting.push_back(object_of(names));
    object["waiting"] = std::move(waiting);
    return object;
}

/// Reads members of an object; what is not there reads as nothing.
class PlaceReader {
public:
    explicit PlaceReader(const json::value& value) : value_(value) {}

    const json::value* find(std::string_view pointer) const {
        return find_pointer(value_, pointer);
    }
    std::string text(std::string_view pointer) const {
        return scalar_text(find(pointer)).value_or("");
    }
    std::optional<std::int64_t> number(std::string_view pointer) const {
        const auto* found = find(pointer);
        if (found == nullptr || !found->is_int64()) return std::nullopt;
        const auto number = found->get_int64();
        const bool is_ours = number > -beyond && number < beyond;
        return is_ours ? std::optional{number} : std::nullopt;
    }
    std::optional<Time> time(std::string_view pointer) const {
        const auto ms = number(pointer);
        return ms ? std::optional{from_unix_ms(*ms)} : std::nullopt;
    }
    std::vector<json::value> list(std::string_view pointer) const {
        const auto* found = find(pointer);
        if (found == nullptr || !found->is_array()) return {};
        const auto& items = found->get_array();
        return std::vector<json::value>(items.begin(), items.end());
    }

private:
    const json::value& value_;
};

FetchLevel read_level(const json::value& value) {
    const PlaceReader reader{value};
    FetchLevel level;
    level.is_active = reader.text("/active") == "true";
    level.names = names_of(reader.find("/names"));
    level.at = reader.text("/at");
    level.trail = {reader.text("/mark"), reader.number("/steps").value_or(0),
                   reader.number("/reach").value_or(1)};
    for (const auto& names : reader.list("/waiting")) level.waiting.push_back(names_of(&names));
    return level;
}

}  // namespace

std::string write_place(const FetchPlace& place) {
    json::object object;
    json::array levels;
    for (const auto& level : place.levels) levels.push_back(write_level(level));
    object["levels"] = std::move(levels);
    object["since"] = place.since;
    if (place.from) object["from"] = to_unix_ms(*place.from);
    if (place.newest) object["newest"] = to_unix_ms(*place.newest);
    json::array ids;
    for (const auto& id : place.at_newest) ids.emplace_back(id);
    object["atNewest"] = std::move(ids);
    object["inWindow"] = place.in_window;
    object["tokens"] = object_of(place.tokens);
    return json::serialize(object);
}

Result<FetchPlace> read_place(std::string_view text) {
    TRY(const auto document, parse_json(text, place_limits));
    const PlaceReader reader{document};
    FetchPlace place;
    for (const auto& level : reader.list("/levels")) place.levels.push_back(read_level(level));
    if (place.levels.empty()) return Error{Errc::invalid, "This is no place in a fetch."};
    place.since = reader.text("/since");
    place.from = reader.time("/from");
    place.newest = reader.time("/newest");
    for (const auto& id : reader.list("/atNewest")) {
        place.at_newest.insert(scalar_text(&id).value_or(""));
    }
    place.in_window = reader.number("/inWindow").value_or(0);
    place.tokens = names_of(reader.find("/tokens"));
    return place;
}

std::string write_tokens(const std::map<std::string, std::string>& tokens) {
    if (tokens.empty()) return {};
    const auto& [key, only] = *tokens.begin();
    if (tokens.size() == 1 && key.empty()) return only;
    const auto text = json::serialize(object_of(tokens));
    return std::string{several} + base64url_encode(bytes_of(text));
}

std::map<std::string, std::string> read_tokens(std::string_view text) {
    if (text.empty()) return {};
    if (!text.starts_with(several)) return {{"", std::string{text}}};
    const auto decoded = base64url_decode(text.substr(several.size()));
    if (!decoded) return {};
    const auto document = parse_json(*decoded, place_limits);
    return document ? names_of(&*document) : FetchLevel::Names{};
}

std::string key_of(const FetchLevel::Names& names) {
    return names.empty() ? std::string{} : json::serialize(object_of(names));
}

}  // namespace fairlead::oauth
