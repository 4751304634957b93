// SPDX-License-Identifier: Apache-2.0
#include "oauth/trial_words.h"

#include "base/text.h"
#include "oauth/token_outcome.h"

namespace fairlead::oauth {

namespace {

using Verdict = TrialVerdict;

constexpr std::size_t word_length = 60;

TrialStep step(const char* call, Verdict verdict, std::string says) {
    return {call, "", verdict, std::move(says)};
}

std::string status_of(const net::Exchange& exchange) {
    return std::to_string(exchange.response->status);
}

TrialStep unreached(const char* call, const net::Exchange& exchange) {
    const auto& failure = exchange.failure;
    const bool is_sent = failure.progress == net::Progress::sent;
    return step(
        call, Verdict::bad,
        std::string{is_sent ? "It was reached and gave no answer: " : "It could not be reached: "} +
            failure.error.message);
}

/// What holds of any endpoint; nullopt: it is for its own kind to say.
std::optional<TrialStep> common(const char* call, const net::Exchange& exchange) {
    if (!exchange.answered()) return unreached(call, exchange);
    const int status = exchange.response->status;
    if (status == 404 || status == 410) {
        return step(
            call, Verdict::bad,
            "There is nothing at this address: the platform answers " + status_of(exchange) + ".");
    }
    if (status == 429) {
        return step(call, Verdict::doubtful, "The platform has been asked too often. Try later.");
    }
    if (status >= 500) {
        return step(
            call, Verdict::doubtful,
            "The platform has a problem of its own: it answers " + status_of(exchange) + ".");
    }
    return std::nullopt;
}

bool is_page(const net::Exchange& exchange) {
    const auto type = to_lower(exchange.response->headers.find("Content-Type").value_or(""));
    const auto& body = exchange.response->body;
    const auto first = body.find_first_not_of(" \t\r\n");
    return type.find("html") != std::string::npos || (first != body.npos && body[first] == '<');
}

std::string host_of(const std::string& location) {
    const auto url = net::Url::parse(location);
    return url ? url->host : std::string{"another page of its own"};
}

TrialStep judge_word(const std::string& word, TrialClient client) {
    const auto quoted = " (" + word + ").";
    const bool is_real = client == TrialClient::real;
    if (word == "invalid_client" || word == "unauthorized_client") {
        if (!is_real)
            return step(
                "token", Verdict::good,
                "It answers as a token endpoint does to a client that it does not know" + quoted);
        return step("token", Verdict::bad,
                    "The platform refuses the client id or secret that is stored, or the way in "
                    "which they are sent" +
                        quoted);
    }
    if (word == "invalid_grant") {
        return step("token", Verdict::good,
                    is_real
                        ? "The platform knows the client, and refuses a code that is none" + quoted
                        : "It answers as a token endpoint does to a code that is none" + quoted);
    }
    if (word == "unsupported_grant_type") {
        return step("token", Verdict::bad, "The platform exchanges no codes here" + quoted);
    }
    return step(
        "token", Verdict::doubtful,
        "It answers with an OAuth error, but not the one that a wrong code brings" + quoted);
}

}  // namespace

TrialStep judge_authorize(const net::Exchange& exchange, TrialClient client) {
    if (auto known = common("authorize", exchange)) return *std::move(known);
    const auto& answer = *exchange.response;
    if (answer.status / 100 == 2) {
        const bool page = is_page(exchange);
        return step("authorize", page ? Verdict::good : Verdict::doubtful,
                    page ? "It answers with a page, as it should."
                         : "It answers, but not with a page that a person could use.");
    }
    if (answer.status / 100 == 3) {
        const auto location = std::string{answer.headers.find("Location").value_or("")};
        return step("authorize", Verdict::good, "It leads on to " + host_of(location) + ".");
    }
    const bool is_real = client == TrialClient::real;
    return step("authorize", Verdict::doubtful,
                "It answers " + status_of(exchange) +
                    (is_real ? ". Is the redirect URI registered with the platform?"
                             : ", as platforms do to a client that they do not know. Store the "
                               "client id, and try again."));
}

TrialStep judge_token(const catalog::AuthMethod& method, const net::Exchange& exchange,
                      TrialClient client, Time now) {
    if (auto known = common("token", exchange)) return *std::move(known);
    if (is_page(exchange)) {
        return step("token", Verdict::bad,
                    "It answers with a page (" + status_of(exchange) +
                        ") and not as a token endpoint. Is this the address of the consent page?");
    }
    if (exchange.response->status / 100 == 3) {
        return step("token", Verdict::bad,
                    "It leads elsewhere (" + status_of(exchange) +
                        "), which token calls do not follow: the credential would go along.");
    }
    ReadOptions options;
    const auto outcome = judge_exchange(method, method.token, options, exchange, now);
    if (outcome.kind == OutcomeKind::success) {
        return step("token", Verdict::doubtful,
                    "The platform gave a token for a code that is none. Is it a test server?");
    }
    if (!outcome.code.empty()) return judge_word(printable(outcome.code, word_length), client);
    return step(
        "token", Verdict::doubtful,
        "It answers " + status_of(exchange) + ", without an OAuth error that could be read.");
}

TrialStep judge_identity(const net::Exchange& exchange) {
    if (auto known = common("identity", exchange)) return *std::move(known);
    const int status = exchange.response->status;
    if (status == 401 || status == 403) {
        return step("identity", Verdict::good,
                    "It wants a token (" + status_of(exchange) + "), as it should.");
    }
    return step(
        "identity", Verdict::doubtful,
        "Without a token it answers " + status_of(exchange) + ", where 401 was to be expected.");
}

TrialStep judge_check(const catalog::Request& request, const net::Exchange& exchange) {
    const auto doubt = [](const std::string& why) {
        return step("check", Verdict::doubtful,
                    "Whether it refuses a wrong credential could not be found out: " + why);
    };
    if (!exchange.answered()) return doubt(exchange.failure.error.message);
    const int status = exchange.response->status;
    if (status / 100 == 2) {
        const auto document = parse_json(exchange.response->body);
        if (!document) return doubt("it answers " + status_of(exchange) + " with no JSON.");
        const bool is_refusal =
            request.ok &&
            scalar_text(find_pointer(*document, request.ok->at)).value_or("") != request.ok->is;
        if (!is_refusal)
            return step("check", Verdict::bad,
                        "it was asked with a credential that nobody has, and answered " +
                            status_of(exchange) +
                            " all the same. Name a path that only a valid credential opens.");
    }
    if (status / 100 == 3) return doubt("it leads elsewhere, " + status_of(exchange) + ".");
    if (status == 404 || status == 410)
        return doubt("there is nothing at this address, " + status_of(exchange) + ".");
    if (status == 429 || status >= 500) return doubt("it answers " + status_of(exchange) + ".");
    return step("check", Verdict::good, "It refuses a credential that nobody has, as it should.");
}

}  // namespace fairlead::oauth
