// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "base/text.h"

namespace fairlead {

namespace {

// Boost.JSON 1.81 has such a walk, but takes "" for index 0 and lets an index wrap around.

/// RFC 6901 section 3: ~1 is /, ~0 is ~, another ~ is an error.
std::optional<std::string> unescape(std::string_view token) {
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            out += token[i];
            continue;
        }
        ++i;
        if (i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
        out += token[i] == '0' ? '~' : '/';
    }
    return out;
}

/// RFC 6901 section 4: digits without a leading zero.
std::optional<std::size_t> array_index(std::string_view token) {
    if (token.starts_with('-') || (token.size() > 1 && token.starts_with('0'))) return std::nullopt;
    const auto number = parse_integer(token);
    if (!number) return std::nullopt;
    return static_cast<std::size_t>(*number);
}

const json::value* step(const json::value& from, std::string_view token) {
    if (const auto* array = from.if_array()) {
        const auto index = array_index(token);
        return index ? array->if_contains(*index) : nullptr;
    }
    if (const auto* object = from.if_object()) {
        const auto key = unescape(token);
        return key ? object->if_contains(*key) : nullptr;
    }
    return nullptr;
}

}  // namespace

const json::value* find_pointer(const json::value& document, std::string_view pointer) {
    const json::value* at = &document;
    while (at != nullptr && !pointer.empty()) {
        if (pointer.front() != '/') return nullptr;
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        at = step(*at, pointer.substr(0, end));
        pointer.remove_prefix(end);
    }
    return at;
}

}  // namespace fairlead
