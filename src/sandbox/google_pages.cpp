// SPDX-License-Identifier: Apache-2.0
#include "sandbox/google_pages.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

/// What is there of the list behind a record, in the list's order.
std::vector<const Sample*> behind(const DataSet& set, const GoogleListing& asked,
                                  std::uint64_t after) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        const bool follows = asked.is_newest_first ? sample.number < after : sample.number > after;
        const bool is_behind = asked.token.empty() || follows;
        const bool is_taken = !asked.takes || asked.takes(sample);
        if (is_behind && is_taken && !sample.gone) found.push_back(&sample);
    }
    if (asked.is_newest_first) std::ranges::reverse(found);
    return found;
}

}  // namespace

std::string write_google_token(std::string_view kind, const GoogleToken& token) {
    const auto text = std::string{kind} + ":" + std::to_string(token.after) + ":" + token.list;
    return base64url_encode(bytes_of(text));
}

std::optional<GoogleToken> read_google_token(std::string_view kind, std::string_view text) {
    const auto plain = base64url_decode(text);
    if (!plain || !plain->starts_with(std::string{kind} + ":")) return std::nullopt;
    const auto rest = std::string_view{*plain}.substr(kind.size() + 1);
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto number = parse_integer(rest.substr(0, colon));
    if (!number || *number < 0) return std::nullopt;
    return GoogleToken{static_cast<std::uint64_t>(*number), std::string{rest.substr(colon + 1)}};
}

std::optional<GooglePage> google_page(const DataSet& set, const GoogleListing& asked) {
    std::uint64_t after = 0;
    if (!asked.token.empty()) {
        const auto known = read_google_token("page", asked.token);
        if (!known || known->list != asked.list) return std::nullopt;
        after = known->after;
    }
    GooglePage page;
    page.samples = behind(set, asked, after);
    const auto size = static_cast<std::size_t>(asked.size);
    if (page.samples.size() <= size) return page;
    page.samples.resize(size);
    page.next = write_google_token("page", {page.samples.back()->number, asked.list});
    return page;
}

json::array show_page(const GooglePage& page, std::string_view owner,
                      json::object (*show)(const Sample&, std::string_view)) {
    json::array rows;
    for (const Sample* sample : page.samples) rows.push_back(show(*sample, owner));
    return rows;
}

json::object google_list(std::string_view name, json::array rows, const std::string& next) {
    json::object answer;
    if (!rows.empty()) answer[name] = std::move(rows);
    if (!next.empty()) answer["nextPageToken"] = next;
    return answer;
}

std::int64_t google_page_size(const Parameters& query, std::string_view name, std::int64_t usual,
                              std::int64_t largest) {
    const auto asked = parse_integer(query.find(name));
    return std::clamp<std::int64_t>(asked ? *asked : usual, 1, largest);
}

std::optional<std::int64_t> strict_google_page_size(const Parameters& query, std::string_view name,
                                                    std::int64_t usual, std::int64_t largest) {
    if (!query.has(name)) return usual;
    const auto asked = parse_integer(query.find(name));
    if (!asked || *asked < 1 || *asked > largest) return std::nullopt;
    return *asked;
}

}  // namespace fairlead::sandbox
