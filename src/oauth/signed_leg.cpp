// SPDX-License-Identifier: Apache-2.0
#include "oauth/signed_leg.h"

#include <algorithm>
#include <array>

namespace fairlead::oauth {

namespace {

constexpr std::size_t longest_problem = 40;
constexpr std::string_view problem_name = "oauth_problem=";

/// What a problem is about, by the beginning of its word.
constexpr std::array about_the_client{"consumer_key", "signature", "timestamp",
                                      "nonce",        "version",   "parameter"};
constexpr std::array about_the_consent{"token", "verifier", "permission", "user_refused"};

bool is_about(const auto& beginnings, const std::string& problem) {
    return std::ranges::any_of(beginnings,
                               [&](const char* each) { return problem.starts_with(each); });
}

std::string word_after(std::string_view text) {
    const auto found = text.find(problem_name);
    if (found == std::string_view::npos) return {};
    text.remove_prefix(found + problem_name.size());
    if (text.starts_with('"')) text.remove_prefix(1);
    const auto is_of_word = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    const auto end = std::ranges::find_if_not(text, is_of_word);
    const auto size = static_cast<std::size_t>(end - text.begin());
    return size > longest_problem ? std::string{} : std::string{text.substr(0, size)};
}

OutcomeKind kind_of(const std::string& problem, int status, Leg leg) {
    if (is_about(about_the_client, problem)) return OutcomeKind::operator_fault;
    if (is_about(about_the_consent, problem)) return OutcomeKind::refused;
    if (status != 400 && status != 401 && status != 403) return OutcomeKind::unknown;
    return leg == Leg::request_token ? OutcomeKind::operator_fault : OutcomeKind::refused;
}

/// Whom a refusal is about that the file's rules do not know.
void judge_refusal(TokenOutcome& outcome, const catalog::AuthMethod& method,
                   const net::Exchange& exchange, Leg leg) {
    if (!exchange.answered() || outcome.kind != OutcomeKind::unknown) return;
    const auto& response = *exchange.response;
    const auto verdict = catalog::judge(method.errors, catalog::ErrorContext::token,
                                        response.status, response.headers, response.body);
    if (verdict.by_rule) return;
    const auto problem = problem_in(response);
    outcome.kind = kind_of(problem, response.status, leg);
    if (outcome.code.empty()) outcome.code = problem;
}

Result<SigningToken> token_of(const catalog::Request& request, TokenAnswer& answer) {
    const auto& at = request.read.other.at("secret");
    for (const auto& pointer : at) {
        const auto* found = find_pointer(answer.document, pointer);
        if (!found || !found->is_string()) continue;
        return SigningToken{std::move(answer.tokens.access), Secret::copy_of(found->get_string())};
    }
    return Error{Errc::provider_failed, "The platform's answer could not be read.",
                 "a token without its secret"};
}

/// The consent took too long, or was used before: nobody typed anything in that could be mended.
ConnectFault consent_refused(const catalog::ProviderSpec& provider, std::string detail) {
    auto fault = fault_of(ConnectFailure::invalid_state, provider, std::move(detail));
    fault.reason = "consent_refused";
    return fault;
}

}  // namespace

std::string problem_in(const net::ClientResponse& response) {
    for (const auto& challenge : response.headers.find_all("WWW-Authenticate"))
        if (auto word = word_after(challenge); !word.empty()) return word;
    return word_after(response.body);
}

Task<Result<LegAnswer>> call_leg(ConnectContext& context, const OAuthClient& client,
                                 catalog::Request request, Result<net::ClientRequest> call,
                                 Leg leg) {
    LegAnswer answer;
    if (!call) {
        answer.fault = unusable(*client.provider, call.error());
        co_return answer;
    }
    const auto& services = context.services;
    const auto& method = client.method();
    call->total_timeout = method.refresh.deadline;
    const ReadOptions options{services.clock.now(), std::nullopt, false};
    CO_TRY(auto exchange, co_await services.http.send(*std::move(call)));
    auto outcome = judge_exchange(method, request, options, exchange, services.clock.now());
    judge_refusal(outcome, method, exchange, leg);
    auto asked = settle_token_call(context, client, std::move(outcome), exchange);
    answer.fault = std::move(asked.fault);
    answer.outcome = std::move(asked.outcome);
    if (answer.outcome.kind == OutcomeKind::refused)
        answer.fault = consent_refused(*client.provider, std::move(answer.fault->detail));
    if (answer.fault) co_return answer;
    auto token = token_of(request, answer.outcome.answer);
    if (token)
        answer.token = *std::move(token);
    else
        answer.fault = unusable(*client.provider, token.error());
    co_return answer;
}

}  // namespace fairlead::oauth
