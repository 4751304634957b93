// SPDX-License-Identifier: Apache-2.0
#include "catalog/faults.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace fairlead::catalog {
namespace {

std::string unescape(std::string_view token) {
    return replace_all(replace_all(token, "~1", "/"), "~0", "~");
}

/// Insertions, deletions, substitutions and swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before;  // the row before the last
    std::vector<std::size_t> last(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1, i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool is_same = a[i - 1] == b[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (is_same ? 0 : 1)});
            const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = std::exchange(last, std::move(row));
    }
    return last.back();
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

std::string texts_of(const std::vector<FileFault>& faults) {
    std::vector<std::string> lines;
    for (const auto& fault : faults) lines.push_back(fault.text());
    return join(lines, "\n");
}

void Faults::add(std::string pointer, std::string message) {
    items_.emplace_back(std::move(pointer), std::move(message));
}

std::vector<FileFault> Faults::placed(const Positions& positions) const {
    const auto comes_before = [](const FileFault& a, const FileFault& b) {
        return std::tie(a.position.file, a.position.line) <
               std::tie(b.position.file, b.position.line);
    };
    std::vector<FileFault> result;
    std::set<std::tuple<std::string, std::string>> seen;
    for (const auto& [pointer, message] : items_) {
        if (!seen.emplace(pointer, message).second) continue;
        FileFault fault{position_of(positions, pointer), dotted(pointer), message};
        const auto place = std::ranges::upper_bound(result, fault, comes_before);
        result.insert(place, std::move(fault));
    }
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
