// SPDX-License-Identifier: Apache-2.0
#include "oauth/platform_call.h"

#include "base/async.h"
#include "base/backoff.h"
#include "base/text.h"
#include "oauth/byte_order_mark.h"
#include "oauth/retry_after.h"
#include "oauth/throttle_wait.h"

namespace fairlead::oauth {

using catalog::ErrorClass;

namespace {

constexpr int attempts = 3;
constexpr Milliseconds first_pause{250};
constexpr Milliseconds longest_pause{4000};
constexpr JsonLimits answer_limits{16 * 1024 * 1024, 64};

std::string told(int status, const catalog::Verdict& verdict) {
    auto text = "HTTP " + std::to_string(status);
    if (!verdict.code.empty()) text += ", " + verdict.code;
    if (!verdict.description.empty()) text += ", " + verdict.description;
    return text;
}

/// Judges an answer that is no plain success.
void judge_answer(const catalog::ProviderSpec& provider, const net::ClientResponse& response,
                  PlatformAnswer& answer) {
    auto verdict = catalog::judge(provider.method.api.errors, catalog::ErrorContext::api,
                                  response.status, response.headers, response.body);
    // A 2xx that does not mean yes, and that no rule knows.
    if (verdict.error_class == ErrorClass::none && !verdict.by_rule) {
        verdict.error_class = ErrorClass::unknown;
    }
    answer.error_class = verdict.error_class;
    answer.detail = told(response.status, verdict);
}

PlatformAnswer read(const catalog::ProviderSpec& provider, const catalog::Request& request,
                    net::Exchange exchange, Time now) {
    PlatformAnswer answer;
    if (!exchange.answered()) {
        // What the platform holds against a certificate it says the next time too.
        answer.error_class = exchange.failure.is_about_certificate ? ErrorClass::operator_config
                                                                   : ErrorClass::transient;
        answer.detail = "no answer: " + exchange.failure.error.message;
        return answer;
    }
    const auto& response = *exchange.response;
    answer.status = response.status;
    answer.headers = response.headers;
    const bool is_good = response.status / 100 == 2;
    auto document = parse_json(without_mark(response.body), answer_limits);
    if (is_good && document && (!request.ok || request.ok->is_met(*document))) {
        answer.document = *std::move(document);
        return answer;
    }
    // An answer without a body may say that there is nothing: the rules know.
    if (is_good && !document && !response.body.empty()) {
        answer.error_class = ErrorClass::unknown;
        answer.detail = "the answer is no JSON document: " + document.error().message;
        return answer;
    }
    judge_answer(provider, response, answer);
    // Nor do its words count where a rule takes an error for none: what was asked for is not there.
    answer.is_empty = answer.error_class == ErrorClass::none;
    answer.wait = retry_after(response.headers, now);
    if (!answer.wait && answer.error_class == ErrorClass::rate_limited) {
        const auto& throttle = provider.method.api.throttle;
        answer.wait = throttle_wait(throttle, response.headers, response.body, now);
    }
    return answer;
}

/// A pause that we take, or nothing where the platform asks for a longer one.
std::optional<Milliseconds> pause_before(int attempt, const PlatformAnswer& answer,
                                         Random& random) {
    if (attempt + 1 >= attempts) return std::nullopt;
    if (answer.wait && Milliseconds{*answer.wait} > longest_pause) return std::nullopt;
    const auto own = backoff_delay(attempt, first_pause, longest_pause, random);
    return std::max(own, Milliseconds{answer.wait.value_or(Seconds{0})});
}

}  // namespace

Task<Result<PlatformAnswer>> PlatformCalls::once(std::shared_ptr<const OAuthClient> client,
                                                 catalog::Request request,
                                                 net::ClientRequest call) {
    const auto url = call.url;
    CO_TRY(auto exchange, co_await context_.services.http.send(std::move(call)));
    auto answer =
        read(*client->provider, request, std::move(exchange), context_.services.clock.now());
    answer.url = url;
    co_return answer;
}

Task<Result<PlatformAnswer>> PlatformCalls::send(TokenAsk ask,
                                                 std::shared_ptr<const OAuthClient> client,
                                                 catalog::Request request, BuildCall build) {
    CO_TRY(auto token, co_await tokens_.access_token(ask));
    bool is_renewed = false;
    for (int attempt = 0;;) {
        CO_TRY(auto call, build(token.token));
        CO_TRY(auto answer, co_await once(client, request, std::move(call)));
        const bool is_over = answer.error_class == ErrorClass::expired ||
                             answer.error_class == ErrorClass::dead_token;
        if (is_over && !is_renewed) {
            is_renewed = true;
            CO_TRY(token, co_await tokens_.newer_token(ask, token.generation));
            continue;
        }
        if (answer.error_class != ErrorClass::transient) co_return answer;
        const auto pause = pause_before(attempt, answer, context_.services.random);
        if (!pause) co_return answer;
        ++attempt;
        CO_CHECK(co_await sleep_for(*pause));
    }
}

}  // namespace fairlead::oauth
