// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/host_text.h"
#include "catalog/provider_spec.h"

#include <re2/re2.h>

#include <algorithm>

namespace fairlead::catalog {
namespace {

constexpr std::size_t max_value = 2048;
/// Of text, which stands in no address unless a URL takes it: a private key of 8192 bits has 6.4 KB.
constexpr std::size_t max_text = 8192;

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Whether `text` follows `shape`, in which x is a hexadecimal and 0 a decimal digit.
bool follows(std::string_view text, std::string_view shape) {
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool fits = shape[i] == 'x'   ? is_hex(text[i])
                          : shape[i] == '0' ? (text[i] >= '0' && text[i] <= '9')
                                            : text[i] == shape[i];
        if (!fits) return false;
    }
    return true;
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == text.npos &&
           text.find(' ') == text.npos && is_dns_labels(text.substr(at + 1));
}

bool is_segment(std::string_view text) {
    return !text.empty() && text.find_first_of("/\\?#%") == text.npos && !is_dot_segment(text);
}

struct KindRule {
    bool (*fits)(std::string_view);
    const char* expected;
};

KindRule rule_of(VarKind kind) {
    switch (kind) {
        case VarKind::label: return {is_dns_label, "one part of a host's name, such as acme"};
        case VarKind::labels: return {is_dns_labels, "host labels joined by dots, such as a.eu"};
        case VarKind::host: return {is_host, "a host name, such as acme.example.com"};
        case VarKind::hostpath:
            return {is_host_and_path, "a host and path, such as acme.example.com/base"};
        case VarKind::url: return {is_https_url, "an https URL without query or fragment"};
        case VarKind::segment: return {is_segment, "one path segment, without / ? # or %"};
        case VarKind::digits: return {all_digits, "digits only"};
        case VarKind::uuid:
            return {[](std::string_view text) {
                        return follows(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
                    },
                    "a UUID"};
        case VarKind::email: return {is_email, "an e-mail address"};
        case VarKind::date:
            return {[](std::string_view text) { return follows(text, "0000-00-00"); },
                    "a date, such as 2026-01-31"};
        case VarKind::path:
            return {is_path_below, "a path below the API's address, such as v1/me?limit=1"};
        case VarKind::choice:
        case VarKind::text: break;
    }
    return {[](std::string_view) { return true; }, "text"};
}

bool has_host(VarKind kind) {
    return kind == VarKind::host || kind == VarKind::hostpath || kind == VarKind::url;
}

}  // namespace

Result<void> Variable::accept(std::string_view value) const {
    const auto expected = [this](const std::string& what) {
        return Error{Errc::invalid, name + ": expected " + what};
    };
    if (value.empty()) return expected("a value");
    const auto most = kind == VarKind::text ? max_text : max_value;
    if (value.size() > most) return expected("at most " + std::to_string(most) + " bytes");
    if (has_control(value) || !is_valid_utf8(value))
        return expected("text without control characters");
    if (!one_of.empty()) {
        if (std::find(one_of.begin(), one_of.end(), value) == one_of.end()) {
            return expected("one of " + join(one_of, ", "));
        }
        return ok();
    }
    const auto rule = rule_of(kind);
    if (!rule.fits(value)) return expected(rule.expected);
    if (!within.empty() && has_host(kind) && !is_within(host_of(value), within)) {
        return expected("a host within " + join(within, ", "));
    }
    if (!match.empty() && !RE2::FullMatch(re2::StringPiece{value.data(), value.size()}, match)) {
        return expected("text that matches " + match);
    }
    return ok();
}

const Variable* AuthMethod::find_variable(std::string_view wanted) const {
    const auto found =
        std::find_if(vars.begin(), vars.end(), [&](const Variable& v) { return v.name == wanted; });
    return found == vars.end() ? nullptr : &*found;
}

}  // namespace fairlead::catalog
