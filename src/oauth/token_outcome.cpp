// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_outcome.h"

#include "base/text.h"
#include "oauth/told_wait.h"

#include <algorithm>

namespace fairlead::oauth {

using catalog::ErrorClass;
using catalog::ErrorContext;

namespace {

bool is_success(int status) { return status >= 200 && status < 300; }

/// Whether the platform answered before it could have changed anything. A server error may come
/// from behind the rotation, except for 503, which speaks for the front door.
bool came_before_the_work(int status) { return status < 500 || status == 503; }

/// RFC 6749 section 5.2: the request is what is wrong, and not who asks.
constexpr std::string_view about_the_request[] = {"invalid_request", "unsupported_grant_type",
                                                  "invalid_scope", "invalid_target"};

/// Where a token is issued for what a person typed in, nothing else is in the call: to refuse it
/// ends what was granted, in whatever words. To go on asking might lock the account.
bool refuses_the_account(const catalog::Verdict& verdict, const catalog::AuthMethod& method,
                         int status) {
    const bool is_issued = method.kind == catalog::AuthKind::oauth2_client ||
                           method.kind == catalog::AuthKind::jwt_grant ||
                           method.kind == catalog::AuthKind::login;
    if (!is_issued) return false;
    // With a certificate there is something in the call that is the operator's; a rule tells it apart.
    if (verdict.error_class == ErrorClass::operator_config)
        return !(verdict.by_rule && method.client_certificate);
    if (verdict.by_rule) return verdict.error_class == ErrorClass::expired;
    const bool is_refusal = status == 400 || status == 401 || status == 403 || status == 422;
    return is_refusal && verdict.error_class == ErrorClass::unknown &&
           std::ranges::find(about_the_request, verdict.code) == std::end(about_the_request);
}

OutcomeKind kind_of(const catalog::Verdict& verdict, const catalog::AuthMethod& method,
                    int status) {
    if (refuses_the_account(verdict, method, status)) return OutcomeKind::refused;
    switch (verdict.error_class) {
        case ErrorClass::dead_token: return OutcomeKind::refused;
        case ErrorClass::operator_config: return OutcomeKind::operator_fault;
        case ErrorClass::expired:
            // Where the access token itself is renewed, an expired one is the end of the grant.
            return method.refresh.by == catalog::RefreshBy::access_token && verdict.by_rule
                       ? OutcomeKind::refused
                       : OutcomeKind::unknown;
        case ErrorClass::rate_limited: return OutcomeKind::not_taken;
        case ErrorClass::transient:
        case ErrorClass::consent:
        case ErrorClass::permission:
        case ErrorClass::denied:
        case ErrorClass::suspended:
        case ErrorClass::bad_request:
            return verdict.by_rule && came_before_the_work(status) ? OutcomeKind::not_taken
                                                                   : OutcomeKind::unknown;
        default: return OutcomeKind::unknown;
    }
}

TokenOutcome failed(const catalog::Verdict& verdict, OutcomeKind kind, int status) {
    TokenOutcome outcome;
    outcome.kind = kind;
    outcome.is_limited = verdict.error_class == ErrorClass::rate_limited;
    outcome.status = status;
    outcome.code = verdict.code;
    outcome.description = verdict.description;
    return outcome;
}

/// An error in a 2xx: the body contradicts the status (an `ok` rule, an `error` member).
bool says_error(const catalog::Request& request, const json::value& document) {
    if (request.ok) return !request.ok->is_met(document);
    const auto* error = find_pointer(document, "/error");
    return error && !error->is_null() && *error != json::value(false) && *error != json::value("");
}

TokenOutcome judge_success(const catalog::AuthMethod& method, const catalog::Request& request,
                           const ReadOptions& options, int status, const net::Headers& headers,
                           std::string_view body) {
    const auto verdict = catalog::judge(method.errors, ErrorContext::token, status, headers, body);
    if (verdict.by_rule && verdict.error_class != ErrorClass::none)
        return failed(verdict, kind_of(verdict, method, status), status);

    const auto document = parse_token_document(body, request);
    auto answer = parse_token_answer(body, request, options);
    const bool error_body = document && says_error(request, *document);
    if (answer && !(error_body && (request.ok || answer->tokens.access.empty()))) {
        TokenOutcome outcome;
        outcome.kind = OutcomeKind::success;
        outcome.status = status;
        outcome.answer = std::move(*answer);
        return outcome;
    }
    if (error_body) {
        // Judged as the status it should have had.
        const auto meant = catalog::judge(method.errors, ErrorContext::token, 400, headers, body);
        return failed(meant, kind_of(meant, method, 400), status);
    }
    auto outcome = failed(verdict, OutcomeKind::unknown, status);
    if (!answer) outcome.description = answer.error().detail;
    return outcome;
}

}  // namespace

const char* to_text(OutcomeKind kind) {
    switch (kind) {
        case OutcomeKind::success: return "success";
        case OutcomeKind::refused: return "refused";
        case OutcomeKind::never_sent: return "never_sent";
        case OutcomeKind::not_taken: return "not_taken";
        case OutcomeKind::operator_fault: return "operator_fault";
        case OutcomeKind::unknown: return "unknown";
    }
    return "unknown";
}

TokenOutcome judge_token_answer(const catalog::AuthMethod& method, const catalog::Request& request,
                                const ReadOptions& options, int status, const net::Headers& headers,
                                std::string_view body, Time now) {
    if (is_success(status)) return judge_success(method, request, options, status, headers, body);
    const auto verdict = catalog::judge(method.errors, ErrorContext::token, status, headers, body);
    auto kind = kind_of(verdict, method, status);
    // RFC 6749 section 5.2 does not list it, but platforms send it from here, and it is plain.
    if (kind == OutcomeKind::unknown && verdict.code == "temporarily_unavailable" &&
        came_before_the_work(status))
        kind = OutcomeKind::not_taken;
    auto outcome = failed(verdict, kind, status);
    outcome.retry_after = told_wait(method, status, headers, now);
    return outcome;
}

TokenOutcome judge_exchange(const catalog::AuthMethod& method, const catalog::Request& request,
                            const ReadOptions& options, const net::Exchange& exchange, Time now) {
    if (exchange.answered()) {
        const auto& response = *exchange.response;
        return judge_token_answer(method, request, options, response.status, response.headers,
                                  response.body, now);
    }
    TokenOutcome outcome;
    outcome.description = exchange.failure.error.message;
    if (exchange.failure.is_about_certificate) {
        outcome.kind = OutcomeKind::operator_fault;
        outcome.code = "client_certificate";
        return outcome;
    }
    outcome.kind = exchange.failure.progress == net::Progress::never_sent ? OutcomeKind::never_sent
                                                                          : OutcomeKind::unknown;
    return outcome;
}

}  // namespace fairlead::oauth
