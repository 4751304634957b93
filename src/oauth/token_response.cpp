// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_response.h"

#include "base/text.h"
#include "net/http_message.h"
#include "oauth/byte_order_mark.h"
#include "oauth/granted_scopes.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cmath>

namespace fairlead::oauth {

namespace {

constexpr std::size_t largest_answer = 256 * 1024;

Error unreadable(std::string detail) {
    return Error{Errc::invalid, "The platform's answer could not be read.", std::move(detail)};
}

Result<json::value> parse_pairs_document(std::string_view body) {
    if (body.size() > largest_answer) return unreadable("longer than 256 KiB");
    TRY(const auto pairs, net::parse_pairs(trim(body)));
    json::object object;
    for (const auto& [name, value] : pairs) {
        if (!is_valid_utf8(name) || !is_valid_utf8(value)) return unreadable("not UTF-8");
        if (!object.emplace(name, value).second) return unreadable("a member comes twice");
    }
    return json::value(std::move(object));
}

/// A platform may answer with its token and nothing else, in quotes or without them. Of a page or a
/// sentence nobody may believe that it is one.
json::value parse_lone_token(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = std::min(text.find_first_not_of(blanks), text.size());
    const auto bare = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
    const auto is_of_token = [](char c) { return c > 0x20 && c < 0x7f && c != '<' && c != '"'; };
    const bool is_token = bare.size() <= largest_answer && std::ranges::all_of(bare, is_of_token);
    return is_token ? json::value(json::string(bare)) : json::value(nullptr);
}

/// The first pointer that leads to something that is there; null counts as absent.
const json::value* first_of(const json::value& document, const std::vector<std::string>& pointers) {
    for (const auto& pointer : pointers) {
        const auto* found = find_pointer(document, pointer);
        if (found && !found->is_null()) return found;
    }
    return nullptr;
}

/// RFC 6749 appendix A.12 and A.17: printable ASCII; some platforms write digits as a number. What
/// is no token, like the `false` of a platform that has none, is as if nothing had come: stored in
/// the place of a good one it would cost the connection.
Secret secret_at(const json::value& document, const std::vector<std::string>& pointers) {
    const auto* found = first_of(document, pointers);
    if (found && !found->is_string() && !found->is_int64() && !found->is_uint64()) return {};
    auto text = scalar_text(found);
    if (!text) return {};
    const auto printable = [](char c) { return c >= 0x20 && c <= 0x7e; };
    if (!std::ranges::all_of(*text, printable)) {
        wipe_string(*text);
        return {};
    }
    return Secret(std::move(*text));
}

/// A number, or a string that holds one, without its fraction.
std::optional<double> number_of(const json::value* value) {
    if (!value) return std::nullopt;
    if (value->is_int64()) return static_cast<double>(value->get_int64());
    if (value->is_uint64()) return static_cast<double>(value->get_uint64());
    if (value->is_double()) return std::trunc(value->get_double());
    if (!value->is_string()) return std::nullopt;
    const auto parsed = parse_json(trim(std::string_view{value->get_string()}));
    if (!parsed || !parsed->is_number()) return std::nullopt;
    return number_of(&*parsed);
}

std::optional<Seconds> believed(double seconds) {
    if (!(seconds >= 1)) return std::nullopt;
    const auto longest = static_cast<double>(longest_lifetime.count());
    return Seconds{static_cast<std::int64_t>(std::min(seconds, longest))};
}

/// Epoch seconds, epoch milliseconds, or RFC 3339.
std::optional<double> epoch_seconds(const json::value* value) {
    if (const auto number = number_of(value)) {
        constexpr double year_5138_in_seconds = 1e11;
        return *number > year_5138_in_seconds ? *number / 1000 : *number;
    }
    if (!value || !value->is_string()) return std::nullopt;
    const auto time = parse_rfc3339(value->get_string());
    if (!time) return std::nullopt;
    return static_cast<double>(to_unix_ms(*time)) / 1000;
}

/// RFC 6749 section 7.1: a type we do not understand must not be used.
Result<std::string> token_type_of(const json::value& document, const catalog::TokenFields& read) {
    const auto* value = first_of(document, read.token_type);
    if (!value) return std::string{"Bearer"};
    const auto text = scalar_text(value);
    if (text && equal_ignoring_case(trim(*text), "bearer")) return std::string{"Bearer"};
    return unreadable("the token type is not Bearer");
}

}  // namespace

std::optional<Seconds> lifetime_in(const json::value& document, const catalog::TokenFields& read,
                                   const ReadOptions& options) {
    if (const auto number = number_of(first_of(document, read.expires_in))) {
        const bool in_ms = read.expires_unit == catalog::ExpiryUnit::ms;
        if (const auto lifetime = believed(in_ms ? *number / 1000 : *number)) return lifetime;
    }
    if (const auto end = epoch_seconds(first_of(document, read.expires_at))) {
        const auto sent = static_cast<double>(to_unix_ms(options.sent_at)) / 1000;
        if (const auto lifetime = believed(*end - sent)) return lifetime;
    }
    return options.lifetime;
}

Result<json::value> parse_token_document(std::string_view body, const catalog::Request& request) {
    const auto text = without_mark(body);
    if (request.read_as == catalog::ReadAs::form) return parse_pairs_document(text);
    auto document = parse_json(text);
    const bool may_be_text =
        std::ranges::find(request.read.access, std::string{}) != request.read.access.end();
    if (may_be_text && document && document->is_string()) return document;
    if (may_be_text && (!document || document->is_number())) return parse_lone_token(text);
    if (!document) return unreadable(document.error().message);
    if (!document->is_object()) return unreadable("not a JSON object");
    return document;
}

Result<TokenAnswer> parse_token_answer(std::string_view body, const catalog::Request& request,
                                       const ReadOptions& options) {
    TokenAnswer answer;
    TRY(answer.document, parse_token_document(body, request));
    const auto& read = request.read;
    answer.tokens.access = secret_at(answer.document, read.access);
    if (answer.tokens.access.empty() && !options.keeps_access)
        return unreadable("no access token in it");
    TRY(answer.tokens.token_type, token_type_of(answer.document, read));
    answer.tokens.refresh = secret_at(answer.document, read.refresh);
    answer.id_token = secret_at(answer.document, read.id_token);
    answer.tokens.expires_in = lifetime_in(answer.document, read, options);
    answer.tokens.scopes = granted_scopes(answer.document, read);
    return answer;
}

}  // namespace fairlead::oauth
