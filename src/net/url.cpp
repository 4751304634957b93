// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include "base/text.h"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>

namespace fairlead::net {
namespace {

constexpr std::size_t longest_url = 8192;
constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_label = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// RFC 3986 section 3.3: pchar without the escape, and '/'.
bool is_path_char(char c) {
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/";
    return is_alpha(c) || is_digit(c) || others.find(c) != std::string_view::npos;
}

bool is_component(std::string_view text, bool question_mark) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
            i += 2;
        } else if (!is_path_char(text[i]) && !(question_mark && text[i] == '?')) {
            return false;
        }
    }
    return true;
}

Error bad(const char* message) { return Error{Errc::invalid, message}; }

bool is_label(std::string_view label) {
    if (label.empty() || label.size() > longest_label) return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_number(std::string_view label) {
    if (label.starts_with("0x")) {
        return std::all_of(label.begin() + 2, label.end(), is_hex);
    }
    return !label.empty() && std::all_of(label.begin(), label.end(), is_digit);
}

// Platforms' resolvers read 0177.1 or 2130706433 as an IPv4 address: a host that ends in a
// number is four plain decimal parts or nothing.
Result<void> check_ipv4(std::string_view host) {
    boost::system::error_code failed;
    const auto address = boost::asio::ip::make_address_v4(std::string{host}, failed);
    if (failed || address.to_string() != host) return bad("The URL's IPv4 address is malformed.");
    return ok();
}

Result<std::string> read_name(std::string_view text) {
    std::string host = to_lower(text);
    if (host.empty()) return bad("The URL has no host.");
    if (host.size() > longest_host) return bad("The URL's host is too long.");
    std::string_view rest = host;
    std::string_view label;
    while (true) {
        const std::size_t dot = rest.find('.');
        label = rest.substr(0, dot);
        if (!is_label(label)) return bad("The URL's host is malformed.");
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    if (is_number(label)) CHECK_OK(check_ipv4(host));
    return host;
}

Result<std::string> read_ipv6(std::string_view text) {
    if (text.find('%') != std::string_view::npos) return bad("The URL's address has a zone.");
    boost::system::error_code failed;
    const auto address = boost::asio::ip::make_address_v6(std::string{text}, failed);
    if (failed) return bad("The URL's IPv6 address is malformed.");
    return address.to_string();
}

Result<std::uint16_t> read_port(std::string_view text) {
    if (text.empty() || text.size() > 5 || text.front() == '0')
        return bad("The URL's port is bad.");
    unsigned port = 0;
    for (const char c : text) {
        if (!is_digit(c)) return bad("The URL's port is bad.");
        port = port * 10 + static_cast<unsigned>(c - '0');
    }
    if (port > 65535) return bad("The URL's port is bad.");
    return static_cast<std::uint16_t>(port);
}

Result<void> read_authority(std::string_view text, Url& url) {
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view userinfo = text.substr(0, at);
        if (userinfo.find_first_of("@/") != std::string_view::npos ||
            !is_component(userinfo, false)) {
            return bad("The URL's user part is malformed.");
        }
        url.has_userinfo = true;
        text.remove_prefix(at + 1);
    }
    const bool literal = text.starts_with('[');
    const std::size_t host_end = literal ? text.find(']') : std::min(text.find(':'), text.size());
    if (host_end == std::string_view::npos) return bad("The URL's IPv6 address is malformed.");
    if (literal) {
        TRY(url.host, read_ipv6(text.substr(1, host_end - 1)));
    } else {
        TRY(url.host, read_name(text.substr(0, host_end)));
    }
    text.remove_prefix(std::min(host_end + (literal ? 1 : 0), text.size()));
    url.port = url.scheme == "https" ? 443 : 80;
    if (text.empty()) return ok();
    if (text.front() != ':') return bad("The URL's host is malformed.");
    TRY(url.port, read_port(text.substr(1)));
    return ok();
}

// '.' may be written %2e (WHATWG URL 4.3): servers read both alike, so must the check.
int dots(std::string_view segment) {
    int count = 0;
    while (!segment.empty()) {
        if (segment.front() == '.') {
            segment.remove_prefix(1);
        } else if (segment.starts_with("%2e") || segment.starts_with("%2E")) {
            segment.remove_prefix(3);
        } else {
            return 0;
        }
        if (++count > 2) return 0;
    }
    return count;
}

// RFC 3986 section 5.2.4, for a path that begins with '/'.
std::string without_dot_segments(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        path.remove_prefix(1);  // '/'
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        const int count = dots(segment);
        if (count == 2) out.erase(std::min(out.rfind('/'), out.size()));
        if (count == 0) out.append("/").append(segment);
        if (count != 0 && path.empty()) out += '/';
    }
    return out.empty() ? "/" : out;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
    if (text.size() > longest_url) return bad("The URL is too long.");
    Url url;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return bad("The URL is not absolute.");
    url.scheme = to_lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https") {
        return bad("The URL's scheme is neither http nor https.");
    }
    text.remove_prefix(colon + 3);
    if (const std::size_t mark = text.find('#'); mark != std::string_view::npos) {
        url.fragment = text.substr(mark + 1);
        text = text.substr(0, mark);
        if (!is_component(url.fragment, true)) return bad("The URL's fragment is malformed.");
    }
    if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
        url.query = text.substr(mark + 1);
        text = text.substr(0, mark);
        if (!is_component(url.query, true)) return bad("The URL's query is malformed.");
    }
    const std::size_t slash = std::min(text.find('/'), text.size());
    CHECK_OK(read_authority(text.substr(0, slash), url));
    const std::string_view path = text.substr(slash);
    if (!is_component(path, false)) return bad("The URL's path is malformed.");
    url.path = without_dot_segments(path);
    return url;
}

std::string Url::origin() const {
    const bool literal = host.find(':') != std::string::npos;
    std::string out = scheme + "://" + (literal ? "[" + host + "]" : host);
    const std::uint16_t own = scheme == "https" ? 443 : 80;
    if (port != own) out += ":" + std::to_string(port);
    return out;
}

std::string Url::target() const { return query.empty() ? path : path + "?" + query; }

std::string Url::text() const {
    std::string out = origin() + target();
    if (!fragment.empty()) out += "#" + fragment;
    return out;
}

std::string add_query(std::string_view url,
                      const std::vector<std::pair<std::string, std::string>>& pairs) {
    const std::size_t hash = std::min(url.find('#'), url.size());
    std::string out{url.substr(0, hash)};
    for (const auto& [name, value] : pairs) {
        const std::size_t mark = out.find('?');
        if (mark == std::string::npos) {
            out += '?';
        } else if (mark + 1 != out.size() && out.back() != '&') {
            out += '&';
        }
        out.append(form_encode(name)).append("=").append(form_encode(value));
    }
    return out.append(url.substr(hash));
}

}  // namespace fairlead::net
