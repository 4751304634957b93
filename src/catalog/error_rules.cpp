// SPDX-License-Identifier: Apache-2.0
#include "catalog/error_rules.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace fairlead::catalog {
namespace {

struct Name {
    ErrorClass value;
    const char* text;
};

constexpr std::array names{
    Name{ErrorClass::none, "success"},
    Name{ErrorClass::dead_token, "dead_token"},
    Name{ErrorClass::expired, "expired"},
    Name{ErrorClass::operator_config, "operator"},
    Name{ErrorClass::rate_limited, "rate_limited"},
    Name{ErrorClass::transient, "transient"},
    Name{ErrorClass::consent, "consent"},
    Name{ErrorClass::permission, "permission"},
    Name{ErrorClass::denied, "denied"},
    Name{ErrorClass::suspended, "suspended"},
    Name{ErrorClass::resync, "resync"},
    Name{ErrorClass::bad_request, "bad_request"},
    Name{ErrorClass::unknown, "unknown"},
};

/// An answer with its body parsed once, if it parses.
struct Answer {
    int status;
    const net::Headers& headers;
    std::string_view body;
    std::optional<json::value> document;

    std::optional<std::string> at(std::string_view pointer) const {
        return document ? scalar_text(find_pointer(*document, pointer)) : std::nullopt;
    }
    bool leads_somewhere(std::string_view pointer) const {
        return document && find_pointer(*document, pointer) != nullptr;
    }
};

bool contains(std::string_view haystack, std::string_view needle) {
    return to_lower(haystack).find(to_lower(needle)) != std::string::npos;
}

bool matches_status(const ErrorRule& rule, int status) {
    return rule.status.empty() ||
           std::any_of(rule.status.begin(), rule.status.end(), [&](const auto& range) {
               return status >= range.first && status <= range.last;
           });
}

bool matches_json(const ErrorRule& rule, const Answer& answer) {
    const bool present = std::all_of(rule.json.begin(), rule.json.end(), [&](const auto& wanted) {
        const auto found = answer.at(wanted.at);
        return found && std::find(wanted.is.begin(), wanted.is.end(), *found) != wanted.is.end();
    });
    return present && std::none_of(rule.absent.begin(), rule.absent.end(),
                                   [&](const auto& at) { return answer.leads_somewhere(at); });
}

bool matches_words(const ErrorRule& rule, const Answer& answer) {
    const bool in_body = rule.text.empty() ||
                         std::any_of(rule.text.begin(), rule.text.end(),
                                     [&](const auto& word) { return contains(answer.body, word); });
    return in_body &&
           std::all_of(rule.headers.begin(), rule.headers.end(), [&](const auto& wanted) {
               const auto values = answer.headers.find_all(wanted.first);
               return std::any_of(values.begin(), values.end(), [&](std::string_view value) {
                   return contains(value, wanted.second);
               });
           });
}

bool matches(const ErrorRule& rule, const Answer& answer) {
    return matches_status(rule, answer.status) && matches_json(rule, answer) &&
           matches_words(rule, answer);
}

// RFC 6749 section 5.2. What is not there says nothing about the user's grant.
ErrorClass token_default(std::string_view code) {
    if (code == "invalid_grant") return ErrorClass::dead_token;
    if (code == "invalid_client" || code == "unauthorized_client")
        return ErrorClass::operator_config;
    if (code == "access_denied") return ErrorClass::denied;
    if (code == "invalid_scope") return ErrorClass::consent;
    if (code == "temporarily_unavailable" || code == "server_error") return ErrorClass::transient;
    return ErrorClass::unknown;
}

ErrorClass api_default(int status) {
    if (status == 401) return ErrorClass::expired;
    if (status == 403) return ErrorClass::permission;
    return ErrorClass::bad_request;
}

ErrorClass default_class(ErrorContext context, int status, std::string_view code) {
    if (status == 429) return ErrorClass::rate_limited;
    if (status >= 500 || status == 408) return ErrorClass::transient;
    if (status < 400) {
        // {"error": …} with 200 is no success at a token endpoint; a redirect is none anywhere.
        const bool says_error =
            context == ErrorContext::token && !code.empty() && code != "false" && code != "0";
        if (status >= 200 && status < 300 && !says_error) return ErrorClass::none;
        return says_error ? token_default(code) : ErrorClass::unknown;
    }
    return context == ErrorContext::token ? token_default(code) : api_default(status);
}

std::string first_of(const Answer& answer, std::initializer_list<const char*> pointers,
                     std::size_t limit) {
    for (const auto* pointer : pointers) {
        if (const auto text = answer.at(pointer)) return printable(*text, limit);
    }
    return {};
}

}  // namespace

const char* to_text(ErrorClass error_class) {
    const auto* found = std::find_if(names.begin(), names.end(),
                                     [&](const Name& name) { return name.value == error_class; });
    return found == names.end() ? "unknown" : found->text;
}

Result<ErrorClass> parse_error_class(std::string_view text) {
    const auto* found = std::find_if(names.begin(), names.end(),
                                     [&](const Name& name) { return name.text == text; });
    if (found == names.end()) return Error{Errc::invalid, "not a class of error"};
    return found->value;
}

Verdict judge(const std::vector<ErrorRule>& rules, ErrorContext context, int status,
              const net::Headers& headers, std::string_view body) {
    Answer answer{status, headers, body, std::nullopt};
    if (auto document = parse_json(body)) answer.document = std::move(*document);

    Verdict verdict;
    verdict.code = first_of(answer, {"/error", "/error/code", "/error/status", "/error_code"}, 100);
    verdict.description = first_of(
        answer, {"/error_description", "/error/message", "/message", "/error_message"}, 300);
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const ErrorRule& each) { return matches(each, answer); });
    verdict.by_rule = rule != rules.end();
    verdict.error_class =
        verdict.by_rule ? rule->then : default_class(context, status, verdict.code);
    return verdict;
}

}  // namespace fairlead::catalog
