// SPDX-License-Identifier: Apache-2.0
#include "base/scrub.h"
#include "base/log.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace fairlead {

namespace {

constexpr std::string_view mask = "[redacted]";

// Masked after = and : alike, quoted or not; so is every longer name that ends like one of these.
constexpr std::array<std::string_view, 5> credential_endings{"token", "secret", "password",
                                                             "api_key", "api-key"};
constexpr std::array<std::string_view, 13> credential_names{
    "secret",        "password",  "passwd",           "passphrase",    "apikey",
    "api_key",       "assertion", "client_assertion", "code_verifier", "device_code",
    "authorization", "cookie",    "private_key"};
constexpr std::array<std::string_view, 2> header_endings{"authorization", "cookie"};

// Words of every day: masked only right before =, as in a query or a form.
constexpr std::array<std::string_view, 5> query_names{"code", "state", "token", "key", "sig"};

constexpr std::array<std::string_view, 5> schemes{"bearer", "basic", "dpop", "digest", "token"};
constexpr std::array<std::string_view, 2> certain_schemes{"bearer", "dpop"};

struct Prefix {
    std::string_view text;
    std::size_t least;  // letters that must follow
};

// Ours, and what the platforms' own secret scanners look for.
constexpr std::array<Prefix, 20> prefixes{
    {{"fl_", 16},     {"flk_", 12},        {"fls_", 12},   {"whsec_", 16},  {"sk_live_", 8},
     {"sk_test_", 8}, {"rk_live_", 8},     {"ghp_", 16},   {"gho_", 16},    {"ghs_", 16},
     {"ghr_", 16},    {"github_pat_", 16}, {"glpat-", 16}, {"xoxb-", 8},    {"xoxp-", 8},
     {"xoxe-", 8},    {"ya29.", 16},       {"1//0", 16},   {"GOCSPX-", 16}, {"pat-", 24}}};

constexpr bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

constexpr std::string_view jwt_start = "eyJ";
constexpr std::size_t shortest_token = 13;  // of `prefixes`

/// What a byte tells about the text it is in.
constexpr unsigned char in_word = 1;
constexpr unsigned char begins_token = 2;  ///< as the first of a word
constexpr unsigned char loud = 4;          ///< demands a closer look at the whole text

constexpr std::array<unsigned char, 256> kinds = [] {
    std::array<unsigned char, 256> all{};
    for (std::size_t code = 0; code < all.size(); ++code) {
        const char c = static_cast<char>(code);
        if (is_word(c)) all[code] = in_word;
        const bool shown = code > 0x20 && code < 0x7f;
        if (!shown || std::string_view{"=:%\"\\"}.find(c) != std::string_view::npos)
            all[code] = loud;
    }
    for (const Prefix& prefix : prefixes) {
        all[static_cast<unsigned char>(prefix.text.front())] |= begins_token;
    }
    all[static_cast<unsigned char>(jwt_start.front())] |= begins_token;
    return all;
}();

bool starts_like_token(std::string_view text) {
    const auto begins = [text](std::string_view start) {
        return text.front() == start.front() && text.starts_with(start);
    };
    return begins(jwt_start) ||
           std::ranges::any_of(prefixes, [&](const Prefix& p) { return begins(p.text); });
}

bool may_hold_token(std::string_view text) {
    bool starts = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char kind = kinds[static_cast<unsigned char>(text[i])];
        if (starts && (kind & begins_token) != 0 && starts_like_token(text.substr(i))) return true;
        // Dashes before a word are passed over one by one.
        starts = (kind & in_word) == 0 || text[i] == '-';
    }
    return false;
}

/// The last four letters in one number, so that one look tells most names apart from all of ours.
/// Folds the case; every name of ours has more.
constexpr std::uint32_t tail_of(std::string_view name) {
    std::uint32_t tail = 0;
    for (const char c : name.substr(name.size() - sizeof tail)) {
        tail = (tail << 8) | static_cast<unsigned char>(c | 0x20);
    }
    return tail;
}

constexpr auto tails = [] {
    std::array<std::uint32_t, credential_names.size() + credential_endings.size()> all{};
    auto* const rest = std::ranges::transform(credential_names, all.begin(), tail_of).out;
    std::ranges::transform(credential_endings, rest, tail_of);
    return all;
}();

/// What RFC 6750's b64token allows.
bool is_token(char c) {
    return is_word(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}

std::size_t run_of(std::string_view text, bool (*belongs)(char)) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
}

bool ends_ignoring_case(std::string_view text, std::string_view end) {
    return text.size() > end.size() &&
           equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

template <std::size_t N>
bool ends_like_one_of(std::string_view word, const std::array<std::string_view, N>& endings) {
    return std::ranges::any_of(endings, [&](auto e) { return ends_ignoring_case(word, e); });
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::ranges::any_of(words, [&](auto w) { return equal_ignoring_case(word, w); });
}

std::size_t blanks(std::string_view text) {
    return std::min(text.find_first_not_of(" \t"), text.size());
}

/// Where a value ends that begins at the start of `text`; `quote` is NUL when it is not quoted.
std::size_t value_end(std::string_view text, char quote) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote != '\0') {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == quote) {
                return i;
            }
        } else if (std::string_view{"&;, \t\r\n\"'<>)}]"}.find(text[i]) != std::string_view::npos) {
            return i;
        }
    }
    return text.size();
}

/// A stretch of text: `kept` is shown, `hidden` after it becomes the mask. Both 0: no match.
struct Match {
    std::size_t kept = 0;
    std::size_t hidden = 0;
};

/// `Bearer abc`: the word is `bearer`.
Match match_scheme(std::string_view text, std::size_t word) {
    if (!is_one_of(text.substr(0, word), schemes)) return {};
    const std::size_t gap = blanks(text.substr(word));
    if (gap == 0) return {};
    const std::string_view rest = text.substr(word + gap);
    const std::size_t size = run_of(rest, is_token);
    const bool small =
        run_of(rest, [](char c) { return (c >= 'a' && c <= 'z') || c == '.'; }) == size;
    // "token expired" and "basic support" are prose; after Bearer nothing is.
    const bool certain = is_one_of(text.substr(0, word), certain_schemes);
    return small && !certain ? Match{} : Match{word + gap, size};
}

/// The opening of a value: its quote, possibly escaped because the text is JSON inside JSON.
struct Opening {
    std::size_t size = 0;
    char quote = '\0';
};

Opening opening(std::string_view text) {
    const std::size_t escapes = std::min(text.find_first_not_of('\\'), text.size());
    if (escapes == text.size() || (text[escapes] != '"' && text[escapes] != '\'')) return {};
    return {escapes + 1, escapes == 0 ? text[escapes] : '\\'};
}

bool is_header(std::string_view name) {
    return is_one_of(name, header_endings) || ends_like_one_of(name, header_endings);
}

/// `refresh_token=abc`, `"refresh_token" : "abc"`, `Authorization: Basic abc`, `code=abc`.
Match match_member(std::string_view text, std::size_t word) {
    const std::string_view name = text.substr(0, word);
    const bool direct = text.substr(word).starts_with('=') || text.substr(word).starts_with("%3D");
    if (!names_credential(name) && !(direct && is_one_of(name, query_names))) return {};
    std::size_t at = word + opening(text.substr(word)).size;
    at += blanks(text.substr(at));
    const std::string_view sign = text.substr(at);
    if (sign.starts_with("%3D") || sign.starts_with("%3d")) {
        at += 3;
    } else if (sign.starts_with('=') || sign.starts_with(':')) {
        at += 1 + blanks(sign.substr(1));
    } else {
        return {};
    }
    const Opening open = opening(text.substr(at));
    at += open.size;
    const std::string_view value = text.substr(at);
    if (open.quote == '\\') return {at, std::min(value.find("\\\""), value.size())};
    if (open.quote != '\0') return {at, value_end(value, open.quote)};
    // A header's value is the rest of its line.
    if (is_header(name)) return {at, std::min(value.find_first_of("\r\n"), value.size())};
    return {at, value_end(value, '\0')};
}

Match match_jwt(std::string_view text) {
    if (!text.starts_with(jwt_start)) return {};
    const std::size_t head = run_of(text, is_word);
    if (head < 8 || text.substr(head, 1) != ".") return {};
    return {0, run_of(text, [](char c) { return is_word(c) || c == '.'; })};
}

Match match_prefix(std::string_view text) {
    for (const Prefix& prefix : prefixes) {
        if (!text.starts_with(prefix.text)) continue;
        const std::size_t rest = run_of(text.substr(prefix.text.size()), is_token);
        if (rest >= prefix.least) return {prefix.text.size(), rest};
    }
    return {};
}

/// `://user:password@host`, seen from the colon.
Match match_userinfo(std::string_view text) {
    if (!text.starts_with("://")) return {};
    const auto authority = text.substr(3, text.substr(3).find_first_of("/?# \t\r\n\""));
    const auto at = authority.rfind('@');
    const auto colon = authority.find(':');
    if (at == authority.npos || colon == authority.npos || colon > at) return {};
    return {3 + colon + 1, at - colon - 1};
}

Match match_pem(std::string_view text) {
    constexpr std::string_view label = "PRIVATE KEY-----";
    if (!text.starts_with("-----BEGIN ")) return {};
    const auto begin = text.substr(0, 64).find(label);
    if (begin == text.npos) return {};
    const std::size_t kept = begin + label.size();
    return {kept, std::min(text.find("-----END", kept), text.size()) - kept};
}

/// What is hidden at the start of `text`, which begins a word or a sign.
Match match(std::string_view text, std::size_t word) {
    if (text.front() == ':') return match_userinfo(text);
    if (text.front() == '-') return match_pem(text);
    if (word == 0) return {};
    for (const Match found : {match_jwt(text), match_prefix(text), match_scheme(text, word)}) {
        if (found.hidden > 0) return found;
    }
    return match_member(text, word);
}

/// How much may be shown where nothing matched: a word, a sign, an escape such as %3F.
std::size_t plain_step(std::string_view text, std::size_t word) {
    if (text.front() == '%') return std::min<std::size_t>(3, text.size());
    return text.front() == '-' ? 1 : std::max<std::size_t>(word, 1);
}

/// Most of what is logged is a word: too short for a token with a prefix or a JWT, and without the
/// signs that stand between a name and its value.
bool is_plain_word(std::string_view text) {
    return text.size() < shortest_token && text.find_first_of("=: \t%\\") == text.npos;
}

}  // namespace

bool is_quiet(std::string_view text) {
    unsigned char seen = 0;
    for (const char c : text) seen |= kinds[static_cast<unsigned char>(c)];
    return (seen & loud) == 0 && (text.size() < shortest_token || !may_hold_token(text));
}

bool names_credential(std::string_view name) {
    if (name.size() < sizeof(std::uint32_t)) return false;
    if (std::ranges::find(tails, tail_of(name)) == tails.end()) return false;
    return is_one_of(name, credential_names) || ends_like_one_of(name, credential_endings) ||
           is_header(name);
}

std::string scrub_credentials(std::string_view text) {
    if (is_plain_word(text)) return std::string{text};
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t word = run_of(text, is_word);
        const Match found = match(text, word);
        const std::size_t step = found.hidden > 0 ? found.kept : plain_step(text, word);
        out += text.substr(0, step);
        if (found.hidden > 0) out += mask;
        text.remove_prefix(step + found.hidden);
    }
    return out;
}

}  // namespace fairlead
