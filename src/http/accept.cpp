// SPDX-License-Identifier: Apache-2.0
#include "http/accept.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace fairlead::http {

namespace {

struct Range {
    std::string_view type;
    double weight = 1;
};

Range parse_range(std::string_view text) {
    const auto semicolon = text.find(';');
    Range range{trim(text.substr(0, semicolon))};
    const auto q = text.find("q=", std::min(semicolon, text.size()));
    if (q == std::string_view::npos) return range;
    const std::string_view digits = text.substr(q + 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), range.weight);
    return range;
}

/// How closely a range names a type: 0 not at all, 1 by */*, 2 by its first half, 3 wholly.
int closeness(std::string_view range, std::string_view type) {
    if (equal_ignoring_case(range, type)) return 3;
    const std::string_view half = type.substr(0, type.find('/') + 1);
    if (range.size() == half.size() + 1 && range.back() == '*' &&
        equal_ignoring_case(range.substr(0, half.size()), half)) {
        return 2;
    }
    return range == "*/*" ? 1 : 0;
}

double weight_of(std::string_view type, const net::Headers& headers) {
    int closest = 0;
    double weight = 0;
    for (const std::string_view field : headers.find_all("Accept")) {
        for (const std::string& text : split(field, ',')) {
            const Range range = parse_range(text);
            const int close = closeness(range.type, type);
            if (close <= closest) continue;
            closest = close;
            weight = range.weight;
        }
    }
    return weight;
}

}  // namespace

bool prefers_html(const net::Headers& headers) {
    return weight_of("text/html", headers) > weight_of("application/json", headers);
}

bool accepts_encoding(const net::Headers& headers, std::string_view coding) {
    double any = 0;
    for (const std::string_view field : headers.find_all("Accept-Encoding")) {
        for (const std::string& text : split(field, ',')) {
            const Range range = parse_range(text);
            if (equal_ignoring_case(range.type, coding)) return range.weight > 0;
            if (range.type == "*") any = range.weight;
        }
    }
    return any > 0;
}

}  // namespace fairlead::http
