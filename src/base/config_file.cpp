// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace fairlead {

namespace {

bool is_name(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
           std::ranges::all_of(text, allowed);
}

bool is_blank_or_comment(std::string_view text) {
    const auto rest = trim(text);
    return rest.empty() || rest.front() == '#';
}

char unescaped(char c) {
    switch (c) {
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return c;
    }
}

/// A value in quotes; what may follow it is a comment.
Result<std::string> quoted_value(std::string_view text) {
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            if (is_blank_or_comment(text.substr(i + 1))) return value;
            return Error{Errc::invalid, "something follows the closing quote"};
        }
        if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
            value += unescaped(text[++i]);
        } else {
            value += text[i];
        }
    }
    return Error{Errc::invalid, "the closing quote is missing"};
}

/// A bare value ends at a comment, which begins with a blank and #.
std::string bare_value(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool first_or_after_blank = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t';
        if (text[i] == '#' && first_or_after_blank) {
            text = text.substr(0, i);
            break;
        }
    }
    return std::string{trim(text)};
}

Result<std::pair<std::string, std::string>> parse_line(std::string_view line) {
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const auto equals = line.find('=');
    // The line is not shown: it may be a secret's second half.
    const Error bad{Errc::invalid, "expected NAME=value"};
    if (equals == line.npos) return bad;
    const auto name = trim(line.substr(0, equals));
    if (!is_name(name)) return bad;
    const auto text = trim(line.substr(equals + 1));
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
        return std::pair{std::string{name}, bare_value(text)};
    }
    TRY(auto value, quoted_value(text));
    return std::pair{std::string{name}, std::move(value)};
}

}  // namespace

ConfigFile parse_config_file(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    ConfigFile file;
    std::map<std::string, std::size_t> seen;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (is_blank_or_comment(line)) continue;
        const std::string place = "line " + std::to_string(number);
        auto pair = parse_line(trim(line));
        if (!pair) {
            file.faults.push_back({place, pair.error().message + " (file)"});
            continue;
        }
        const auto [earlier, is_new] = seen.emplace(pair->first, number);
        if (is_new) {
            file.pairs.push_back(*std::move(pair));
        } else {
            file.faults.push_back({place, pair->first + " stands in line " +
                                              std::to_string(earlier->second) + " already (file)"});
        }
    }
    return file;
}

}  // namespace fairlead
