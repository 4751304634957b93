// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_failure.h"

#include "base/text.h"
#include "oauth/connect_wait.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

/// In the order of ConnectFailure.
constexpr std::string_view fault_kinds[] = {"access_denied", "invalid_state", "invalid_credentials",
                                            "network",       "rate_limited",  "provider_error"};

std::string message_for(ConnectFailure failure, const std::string& name) {
    switch (failure) {
        case ConnectFailure::access_denied:
            return "Connection cancelled. You can try again anytime.";
        case ConnectFailure::invalid_state:
            return "This link has expired or was already used. Start again.";
        case ConnectFailure::invalid_credentials:
            return "Unable to connect. Please check your credentials.";
        case ConnectFailure::network: return "Connection failed. Please check your internet.";
        case ConnectFailure::rate_limited: return "Too many attempts. Please try again later.";
        case ConnectFailure::provider_error: break;
    }
    return name + " had a problem. Please try again in a few minutes.";
}

std::string wait_message(Seconds wait) {
    if (wait < Seconds{120})
        return "Too many attempts. Please try again in " + std::to_string(wait.count()) +
               " seconds.";
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
    return "Too many attempts. Please try again in " + std::to_string(minutes) + " minutes.";
}

/// What an operator would have to look at, as far as it is the operator's.
std::string what_we_are_known_by(const catalog::AuthMethod& method) {
    if (!method.client_certificate) return "the client id and secret";
    const bool has_own_client = method.kind == catalog::AuthKind::oauth2_client;
    return has_own_client ? "the client certificate" : "the client id, secret and certificate";
}

/// Nobody who connects can mend it, and nobody's credential is what is wrong.
ConnectFault about_certificate(const catalog::ProviderSpec& provider, const std::string& what,
                               const Error& error) {
    auto fault = fault_of(ConnectFailure::provider_error, provider, what + ", " + error.message);
    fault.message = provider.name +
                    " does not take this server's client certificate. Its operator has to give "
                    "the integration the one that the platform issued, with its key.";
    fault.reason = "provider_config";
    return fault;
}

}  // namespace

const char* to_text(ConnectFailure failure) {
    return fault_kinds[static_cast<std::size_t>(failure)].data();
}

std::string message_of_kind(std::string_view kind) {
    const auto known = std::ranges::find(fault_kinds, kind);
    const auto failure = known == std::ranges::end(fault_kinds)
                             ? ConnectFailure::provider_error
                             : static_cast<ConnectFailure>(known - std::ranges::begin(fault_kinds));
    return message_for(failure, "The platform");
}

ConnectFault fault_of(ConnectFailure failure, const catalog::ProviderSpec& provider,
                      std::string detail) {
    ConnectFault fault;
    fault.failure = failure;
    fault.message = message_for(failure, provider.name);
    fault.detail = std::move(detail);
    return fault;
}

void set_wait(ConnectFault& fault, std::optional<Seconds> wait) {
    fault.retry_after = wait;
    if (wait) fault.message = wait_message(*wait);
}

ConnectFault fault_of(const TokenOutcome& outcome, const net::Exchange& exchange,
                      const catalog::ProviderSpec& provider) {
    auto detail = std::string{to_text(outcome.kind)};
    if (outcome.status != 0) detail += ", HTTP " + std::to_string(outcome.status);
    if (!outcome.code.empty()) detail += ", " + outcome.code;
    if (!exchange.answered()) return fault_of(exchange, provider, std::move(detail));
    auto failure = ConnectFailure::provider_error;
    if (outcome.kind == OutcomeKind::refused || outcome.kind == OutcomeKind::operator_fault)
        failure = ConnectFailure::invalid_credentials;
    // Some say it with another status than 429, and some say no time to wait.
    const bool is_limited = outcome.is_limited || outcome.retry_after.has_value();
    if (outcome.kind == OutcomeKind::not_taken && is_limited)
        failure = ConnectFailure::rate_limited;
    auto fault = fault_of(failure, provider, std::move(detail));
    fault.retry_after = outcome.retry_after;
    if (outcome.kind == OutcomeKind::operator_fault) {
        // The user's credentials are not what is wrong.
        fault.message = provider.name + " refuses this application. Its operator has to check " +
                        what_we_are_known_by(provider.method) + ".";
        fault.reason = "provider_config";
    }
    if (failure == ConnectFailure::rate_limited) set_wait(fault, outcome.retry_after);
    return fault;
}

ConnectFault fault_of(const net::Exchange& exchange, const catalog::ProviderSpec& provider,
                      std::string what) {
    if (exchange.answered()) {
        const int status = exchange.response->status;
        const auto failure =
            status == 429 ? ConnectFailure::rate_limited : ConnectFailure::provider_error;
        return fault_of(failure, provider, what + ", HTTP " + std::to_string(status));
    }
    const auto& error = exchange.failure.error;
    if (exchange.failure.is_about_certificate) return about_certificate(provider, what, error);
    // Who took the request and answered nonsense, or hung up, has trouble; who cannot be reached or
    // stays silent is the network's.
    const bool was_reached = exchange.failure.progress == net::Progress::sent;
    const bool is_trouble = error.code == Errc::too_large || error.code == Errc::provider_failed;
    const auto failure =
        was_reached && is_trouble ? ConnectFailure::provider_error : ConnectFailure::network;
    return fault_of(failure, provider, what + ", " + error.message);
}

}  // namespace fairlead::oauth
