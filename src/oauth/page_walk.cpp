// SPDX-License-Identifier: Apache-2.0
#include "oauth/page_walk.h"

#include "base/text.h"
#include "oauth/first_of.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace fairlead::oauth {

using catalog::Paging;
using catalog::PagingStyle;

namespace {

Error unusable(std::string why) {
    return Error{Errc::provider_failed, "The platform's answer is not as expected.",
                 std::move(why)};
}

/// Sets what an RFC 6901 pointer names, and makes the objects on the way; false: it leads through
/// something that has no members.
bool set_at(json::value& document, std::string_view pointer, const json::value& value) {
    auto* at = &document;
    for (const auto& token : split(pointer.substr(1), '/')) {
        const auto key = replace_all(replace_all(token, "~1", "/"), "~0", "~");
        if (at->is_null()) at->emplace_object();
        if (auto* const object = at->if_object()) {
            at = &(*object)[key];
            continue;
        }
        const auto index = parse_integer(key);
        auto* const list = at->if_array();
        if (list == nullptr || !index || *index < 0 || *index >= std::ssize(*list)) return false;
        at = &(*list)[static_cast<std::size_t>(*index)];
    }
    *at = value;
    return true;
}

std::int64_t number_at(const Paging& paging, const std::string& at) {
    const auto number = parse_integer(at);
    return number ? *number : paging.first;
}

/// A cursor is carried as text, which some platforms do not take in place of their number.
json::value cursor_value(const Paging& paging, const std::string& at) {
    const auto number = parse_integer(at);
    if (paging.is_number && number) return *number;
    return json::string(at);
}

bool says_no_more(const Paging& paging, const json::value& document) {
    if (paging.more.empty()) return false;
    const auto more = scalar_text(find_pointer(document, paging.more));
    return !more || *more == "false" || *more == "0";
}

std::optional<std::string> next_number(const Paging& paging, const std::string& at,
                                       const SeenPage& seen) {
    const bool is_short = paging.more.empty() && seen.size > 0 && seen.records < seen.size;
    if (seen.records == 0 || is_short) return std::nullopt;
    const auto step = paging.style == PagingStyle::page ? std::int64_t{1} : seen.records;
    const auto here = number_at(paging, at);
    if (here > std::numeric_limits<std::int64_t>::max() - step) return std::nullopt;
    return std::to_string(here + step);
}

Result<std::optional<std::string>> next_link(const Paging& paging, const SeenPage& seen) {
    std::optional<std::string> link;
    if (paging.style == PagingStyle::link_header) {
        link = linked(seen.headers, paging.rel);
        if (!link) link = first_text(seen.document, paging.body_link);
    } else {
        link = first_text(seen.document, paging.next);
    }
    if (!link) return std::optional<std::string>{};
    TRY(const auto url, resolve(seen.url, *link));
    return std::optional{url.text()};
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

/// The host that a path begins with, where one stands behind a loopback address; else "".
std::string platform_behind(const net::Url& url) {
    if (!is_loopback(url.host)) return {};
    const auto segment = url.path.substr(1, url.path.find('/', 1) - 1);
    const auto dot = segment.rfind('.');
    if (dot == std::string::npos || segment.size() - dot < 3) return {};
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto top = std::string_view{segment}.substr(dot + 1);
    return std::ranges::all_of(top, is_letter) ? to_lower(segment) : std::string{};
}

bool has_dot_segment(std::string_view path) {
    for (const auto& segment : split(path.substr(0, path.find_first_of("?#")), '/')) {
        const auto plain = percent_decode(segment);
        if (!plain || *plain == "." || *plain == "..") return true;
    }
    return false;
}

bool has_scheme(std::string_view reference) {
    const auto lower = to_lower(reference.substr(0, 8));
    return lower.starts_with("https://") || lower.starts_with("http://");
}

/// The reference as an absolute one.
std::string absolute(const net::Url& base, std::string_view reference) {
    const std::string text{reference};
    if (has_scheme(reference)) return text;
    if (reference.starts_with("//")) return base.scheme + ":" + text;
    if (reference.starts_with('?')) return base.origin() + base.path + text;
    if (!reference.starts_with('/')) {
        return base.origin() + base.path.substr(0, base.path.rfind('/') + 1) + text;
    }
    const auto platform = platform_behind(base);
    const bool is_told = platform.empty() || to_lower(reference).starts_with("/" + platform + "/");
    return base.origin() + (is_told ? "" : "/" + platform) + text;
}

// --- RFC 8288 -------------------------------------------------------------------------------------

/// Walks over a Link header's text.
class LinkReader {
public:
    explicit LinkReader(std::string_view text) : rest_(text) {}

    bool done() {
        skip(" \t,");
        return rest_.empty();
    }
    /// `<target>`, or nothing and the reader is done.
    std::optional<std::string> target() {
        if (rest_.empty() || rest_.front() != '<') return give_up();
        const auto end = rest_.find('>');
        if (end == std::string_view::npos) return give_up();
        std::string found{rest_.substr(1, end - 1)};
        rest_.remove_prefix(end + 1);
        return found;
    }
    /// `;name=value` or `;name`; nothing at the link's end.
    std::optional<std::pair<std::string, std::string>> parameter() {
        skip(" \t");
        if (rest_.empty() || rest_.front() != ';') return std::nullopt;
        skip("; \t");
        const auto size = std::min(rest_.find_first_of("=;, \t"), rest_.size());
        std::pair<std::string, std::string> found{to_lower(rest_.substr(0, size)), {}};
        rest_.remove_prefix(size);
        skip(" \t");
        if (rest_.empty() || rest_.front() != '=') return found;
        rest_.remove_prefix(1);
        skip(" \t");
        found.second = value();
        return found;
    }
    void skip_link() {
        while (!rest_.empty() && rest_.front() != ',') {
            if (rest_.front() == '"') {
                value();
            } else {
                rest_.remove_prefix(1);
            }
        }
    }

private:
    std::string value() {
        if (rest_.empty() || rest_.front() != '"') {
            const auto size = std::min(rest_.find_first_of(";, \t"), rest_.size());
            std::string found{rest_.substr(0, size)};
            rest_.remove_prefix(size);
            return found;
        }
        rest_.remove_prefix(1);
        std::string found;
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
            found += rest_.front();
            rest_.remove_prefix(1);
        }
        if (!rest_.empty()) rest_.remove_prefix(1);
        return found;
    }
    void skip(std::string_view what) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(what), rest_.size()));
    }
    std::optional<std::string> give_up() {
        rest_ = {};
        return std::nullopt;
    }

    std::string_view rest_;
};

/// One link of a header's; its target if it has the relation.
std::optional<std::string> read_link(LinkReader& reader, std::string_view relation) {
    const auto target = reader.target();
    if (!target) return std::nullopt;
    bool is_it = false;
    bool has_relation = false;
    while (const auto parameter = reader.parameter()) {
        // The first rel counts, and only it.
        if (parameter->first != "rel" || std::exchange(has_relation, true)) continue;
        for (const auto& word : split_words(parameter->second)) {
            is_it = is_it || equal_ignoring_case(word, relation);
        }
    }
    reader.skip_link();
    return is_it ? target : std::nullopt;
}

}  // namespace

std::optional<std::string> linked(const net::Headers& headers, std::string_view relation) {
    for (const auto value : headers.find_all("Link")) {
        LinkReader reader{value};
        while (!reader.done()) {
            if (auto target = read_link(reader, relation)) return target;
        }
    }
    return std::nullopt;
}

Result<void> put_value(net::ClientRequest& call, const std::string& name,
                       const json::value& value) {
    if (name.empty()) return ok();
    if (name.front() != '/') {
        const net::Pairs pair{{name, scalar_text(&value).value_or("")}};
        TRY(call.url, net::Url::parse(net::add_query(call.url.text(), pair)));
        return ok();
    }
    TRY(auto body, parse_json(call.body));
    if (!set_at(body, name, value)) {
        return Error{Errc::internal, "A page cannot be asked for.", name + " in the body"};
    }
    call.body = json::serialize(body);
    return ok();
}

Result<void> ask_for_page(net::ClientRequest& call, const Paging& paging, const std::string& at,
                          std::int64_t size) {
    const bool follows_links =
        paging.style == PagingStyle::link_header || paging.style == PagingStyle::link_body;
    if (follows_links && !at.empty()) {
        TRY(call.url, net::Url::parse(at));
        return ok();  // it says all the first page's parameters said
    }
    if (size > 0) CHECK_OK(put_value(call, paging.size, size));
    if (paging.style == PagingStyle::cursor && !at.empty()) {
        CHECK_OK(put_value(call, paging.send, cursor_value(paging, at)));
    }
    if (paging.style == PagingStyle::page || paging.style == PagingStyle::offset) {
        CHECK_OK(put_value(call, paging.send, number_at(paging, at)));
    }
    return ok();
}

Result<std::optional<std::string>> next_page(const Paging& paging, const std::string& at,
                                             const SeenPage& seen) {
    std::optional<std::string> none;
    if (says_no_more(paging, seen.document)) return none;
    switch (paging.style) {
        case PagingStyle::none: return none;
        case PagingStyle::cursor: return first_text(seen.document, paging.next);
        case PagingStyle::page:
        case PagingStyle::offset: return next_number(paging, at, seen);
        case PagingStyle::link_header:
        case PagingStyle::link_body: return next_link(paging, seen);
    }
    return none;
}

Result<net::Url> resolve(const net::Url& base, std::string_view reference) {
    if (has_dot_segment(reference)) return unusable("a link with dot segments");
    auto url = net::Url::parse(absolute(base, reference));
    if (!url || url->has_userinfo) return unusable("a link that is no URL");
    url->fragment.clear();
    return url;
}

bool leads_to(const net::Url& url, const std::vector<net::Url>& known) {
    return std::ranges::any_of(known, [&](const net::Url& each) {
        return each.origin() == url.origin() && !url.has_userinfo &&
               platform_behind(each) == platform_behind(url);
    });
}

bool Trail::step(const std::string& at) {
    if (!at.empty() && at == mark) return true;
    if (++steps >= reach) {
        mark = at;
        steps = 0;
        reach *= 2;
    }
    return false;
}

}  // namespace fairlead::oauth
