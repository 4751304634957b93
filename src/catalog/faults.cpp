// SPDX-License-Identifier: Apache-2.0
#include "catalog/faults.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

namespace fairlead::catalog {
namespace {

std::string unescape(std::string_view token) {
    return replace_all(replace_all(token, "~1", "/"), "~0", "~");
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.back();
}

}  // namespace

Position position_of(const Positions& positions, std::string_view pointer) {
    for (;;) {
        if (const auto found = positions.find(pointer); found != positions.end()) {
            return found->second;
        }
        if (pointer.empty()) return {};
        pointer = pointer.substr(0, pointer.rfind('/'));
    }
}

std::string FileFault::text() const {
    if (position.file.empty()) return message;
    std::string result = position.file;
    if (position.line > 0) result += ":" + std::to_string(position.line);
    result += ": ";
    if (!key.empty()) result += key + ": ";
    return result + message;
}

void Faults::add(std::string pointer, std::string message) {
    items_.emplace_back(std::move(pointer), std::move(message));
}

std::vector<FileFault> Faults::placed(const Positions& positions) const {
    std::vector<FileFault> result;
    std::set<std::tuple<std::string, std::string>> seen;
    for (const auto& [pointer, message] : items_) {
        if (!seen.emplace(pointer, message).second) continue;
        result.push_back({position_of(positions, pointer), dotted(pointer), message});
    }
    std::stable_sort(result.begin(), result.end(), [](const FileFault& a, const FileFault& b) {
        return std::tie(a.position.file, a.position.line) <
               std::tie(b.position.file, b.position.line);
    });
    return result;
}

std::string child_pointer(std::string_view parent, std::string_view key) {
    return std::string{parent} + "/" + replace_all(replace_all(key, "~", "~0"), "/", "~1");
}

std::string child_pointer(std::string_view parent, std::size_t index) {
    return std::string{parent} + "/" + std::to_string(index);
}

std::string dotted(std::string_view pointer) {
    if (pointer.empty()) return {};
    auto parts = split(pointer.substr(1), '/');
    for (auto& part : parts) part = unescape(part);
    return join(parts, ".");
}

std::string describe(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: return "nothing";
        case json::kind::bool_: return value.get_bool() ? "true" : "false";
        case json::kind::string: {
            const std::string_view text{value.get_string()};
            return '"' + printable(text, 80) + (text.size() > 80 ? "…\"" : "\"");
        }
        case json::kind::array: return "a list";
        case json::kind::object: return "a map";
        default: return "the number " + json::serialize(value);
    }
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    auto best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(word, candidate);
        if (distance >= best_distance) continue;
        best_distance = distance;
        best = candidate;
    }
    return best;
}

}  // namespace fairlead::catalog
