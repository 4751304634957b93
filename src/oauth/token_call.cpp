// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_call.h"

#include "oauth/registered_client.h"

namespace fairlead::oauth {

namespace {

void alarm_operator(Log& log, const OAuthClient& client, const TokenOutcome& outcome) {
    if (client.member) {
        log.warning("A platform refuses a member's own app.", {{"provider", client.provider->id},
                                                               {"integration", client.key},
                                                               {"user", client.member->text()},
                                                               {"error", outcome.code}});
        return;
    }
    log.error("A platform refuses our client: check the integration.",
              {{"provider", client.provider->id},
               {"integration", client.key},
               {"status", outcome.status},
               {"error", outcome.code},
               {"description", outcome.description}});
}

/// The one who connects brought the app, and can mend it.
void tell_of_member_app(ConnectFault& fault, const catalog::ProviderSpec& provider) {
    fault.message = provider.name +
                    " refuses your own app. Check its client id and secret here, and that the "
                    "redirect URI is registered with it there.";
    fault.reason = "member_app_refused";
}

/// The one who connects need only begin again: the next connect registers anew.
void tell_of_forgotten(ConnectFault& fault, const catalog::ProviderSpec& provider) {
    fault.failure = ConnectFailure::provider_error;
    fault.message = provider.name +
                    " has forgotten that this server is registered there. Connect again: it is "
                    "registered anew.";
}

}  // namespace

ConnectFault unusable(const catalog::ProviderSpec& provider, const Error& error) {
    return fault_of(ConnectFailure::provider_error, provider,
                    error.message + (error.detail.empty() ? "" : ", " + error.detail));
}

Task<Result<TokenCall>> call_for_token(ConnectContext& context, const OAuthClient& client,
                                       const catalog::Request& request,
                                       Result<net::ClientRequest> call,
                                       std::optional<Milliseconds> left) {
    if (!call) {
        TokenCall failed;
        failed.fault = unusable(*client.provider, call.error());
        co_return failed;
    }
    call->repeatable = false;
    call->total_timeout = left.value_or(client.method().refresh.deadline);
    const auto& services = context.services;
    const ReadOptions options{services.clock.now(), client.method().refresh.lifetime, false};
    CO_TRY(auto exchange, co_await services.http.send(*std::move(call)));
    auto outcome =
        judge_exchange(client.method(), request, options, exchange, services.clock.now());
    auto asked = settle_token_call(context, client, std::move(outcome), exchange);
    if (client.registration && !client.member && is_forgotten(asked.outcome)) {
        CO_CHECK(co_await services.integrations.forget_registered(client.workspace,
                                                                  client.registration));
        tell_of_forgotten(*asked.fault, *client.provider);
    }
    co_return asked;
}

Task<Result<TokenCall>> call_before_token(ConnectContext& context, const OAuthClient& client,
                                          Issue& issue, Result<net::ClientRequest> call,
                                          Milliseconds left) {
    if (!call) {
        TokenCall failed;
        failed.fault = unusable(*client.provider, call.error());
        co_return failed;
    }
    call->repeatable = false;
    call->total_timeout = left;
    CO_TRY(auto exchange, co_await context.services.http.send(*std::move(call)));
    const auto& method = client.method();
    auto outcome = judge_answer_before(method, issue, exchange, context.services.clock.now());
    auto asked = settle_token_call(context, client, std::move(outcome), exchange);
    if (asked.fault) co_return asked;
    const auto taken = take_answer(method, issue, std::move(asked.outcome.answer.document));
    if (!taken) asked.fault = unusable(*client.provider, taken.error());
    co_return asked;
}

TokenCall settle_token_call(ConnectContext& context, const OAuthClient& client,
                            TokenOutcome outcome, net::Exchange& exchange) {
    TokenCall asked;
    asked.outcome = std::move(outcome);
    if (asked.outcome.kind != OutcomeKind::success)
        asked.fault = fault_of(asked.outcome, exchange, *client.provider);
    if (asked.outcome.kind == OutcomeKind::operator_fault) {
        alarm_operator(context.services.log, client, asked.outcome);
        if (client.member) tell_of_member_app(*asked.fault, *client.provider);
    }
    if (exchange.answered()) wipe_string(exchange.response->body);
    return asked;
}

}  // namespace fairlead::oauth
