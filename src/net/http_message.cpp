// SPDX-License-Identifier: Apache-2.0
#include "net/http_message.h"

#include "base/assert.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace fairlead::net {
namespace {

constexpr std::array method_names = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

}  // namespace

const char* to_text(Method method) {
    const auto index = static_cast<std::size_t>(method);
    return index < method_names.size() ? method_names[index] : "OTHER";
}

Method parse_method(std::string_view text) {
    for (std::size_t i = 0; i < method_names.size(); ++i) {
        if (text == method_names[i]) return static_cast<Method>(i);
    }
    return Method::other;
}

Headers::Headers(std::initializer_list<Field> fields) {
    for (const auto& [name, value] : fields) add(name, value);
}

void Headers::add(std::string_view name, std::string_view value) {
    const std::size_t start = text_.size();
    FAIRLEAD_ASSERT(start + name.size() + value.size() <=
                    std::numeric_limits<std::uint32_t>::max());
    text_.append(name);
    text_.append(value);
    places_.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(name.size()),
                       static_cast<std::uint32_t>(value.size())});
}

void Headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void Headers::remove(std::string_view name) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (!same_name(field(i).first, name)) places_[kept++] = places_[i];
    }
    places_.resize(kept);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const Field candidate = field(i);
        if (same_name(candidate.first, name)) return candidate.second;
    }
    return std::nullopt;
}

std::vector<std::string_view> Headers::find_all(std::string_view name) const {
    std::vector<std::string_view> found;
    for (const auto& [candidate, value] : *this) {
        if (same_name(candidate, name)) found.push_back(value);
    }
    return found;
}

void Headers::reserve(std::size_t fields, std::size_t bytes) {
    places_.reserve(fields);
    text_.reserve(bytes);
}

std::string_view Request::path() const {
    return std::string_view{target}.substr(0, target.find('?'));
}

std::string_view Request::query() const {
    const std::size_t mark = target.find('?');
    if (mark == std::string::npos) return {};
    return std::string_view{target}.substr(mark + 1);
}

Result<Pairs> parse_pairs(std::string_view text) {
    Pairs pairs;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        TRY(std::string name, form_decode(pair.substr(0, equals)));
        TRY(std::string value, form_decode(pair.substr(std::min(equals + 1, pair.size()))));
        pairs.emplace_back(std::move(name), std::move(value));
    }
    return pairs;
}

std::string write_pairs(const Pairs& pairs) {
    std::string text;
    for (const auto& [name, value] : pairs) {
        if (!text.empty()) text += '&';
        text += form_encode(name);
        text += '=';
        text += form_encode(value);
    }
    return text;
}

}  // namespace fairlead::net
